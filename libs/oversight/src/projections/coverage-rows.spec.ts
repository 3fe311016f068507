import { type DatedChange, type ProvisionChange, type ProvisionText, rowsOf } from './coverage-rows.js';

const provision = (key: string, more: Partial<ProvisionText> = {}): ProvisionText => ({
  ...{ id: `id-${key}`, key, verb: 'GUIDANCE', addressee: 'Board of Police Commissioners', text: 'Text.' },
  ...{ partOf: null, parts: [] },
  ...more,
});
const on = (day: number, change: ProvisionChange): DatedChange => ({
  occurredAt: `2026-02-${String(day).padStart(2, '0')}T12:00:00.000Z`,
  change,
});
const AT = '2026-02-28T00:00:00.000Z';
const HOLD = { authorityId: 'a', scope: 'federal officers', releaseCondition: 'the order is lifted' };
const rowOf = (...changes: DatedChange[]) => rowsOf([{ provision: provision('1'), changes }], AT)[0];
const opened = on(10, { disposition: 'OPEN' });

describe('A provision', () => {
  it('is not there before it was opened', () => {
    expect(rowsOf([{ provision: provision('1'), changes: [] }], AT)).toEqual([]);
  });

  it('is OPEN from its opening on', () => {
    expect(rowOf(opened)).toMatchObject({ disposition: 'OPEN', since: opened.occurredAt, assignments: [], overdue: false });
  });

  it('is ASSIGNED by its first assignment; a later one leaves what it is', () => {
    const first = on(11, { assigned: 'General Services' });
    expect(rowOf(opened, first, on(12, { assigned: 'Harbor' }))).toMatchObject({
      disposition: 'ASSIGNED',
      since: first.occurredAt,
      assignments: [
        { department: 'General Services', assignedAt: first.occurredAt },
        { department: 'Harbor', assignedAt: '2026-02-12T12:00:00.000Z' },
      ],
    });
    const started = on(12, { disposition: 'IN_PROGRESS' });
    expect(rowOf(opened, first, started, on(13, { assigned: 'Harbor' }))).toMatchObject({
      disposition: 'IN_PROGRESS',
      since: started.occurredAt,
    });
  });

  it('names its hold while it is held, and not after', () => {
    const held = on(11, { disposition: 'LEGAL_HOLD', hold: HOLD });
    expect(rowOf(opened, held)).toMatchObject({ disposition: 'LEGAL_HOLD', hold: HOLD });
    expect(rowOf(opened, held, on(12, { disposition: 'OPEN' }))).not.toHaveProperty('hold');
  });

  it('is overdue after its last instant while it runs, and neither on hold nor once it is done', () => {
    const due = (at: string) => on(10, { disposition: 'OPEN', due: { on: '2026-02-27', at } });
    expect(rowOf(due(AT))).toMatchObject({ dueOn: '2026-02-27', overdue: false });
    expect(rowOf(due('2026-02-27T23:59:59.999Z'))).toMatchObject({ overdue: true });
    for (const disposition of ['LEGAL_HOLD', 'SATISFIED', 'WITHDRAWN', 'DECLINED'] as const)
      expect(rowOf(due('2026-02-27T23:59:59.999Z'), on(11, { disposition }))).toMatchObject({ overdue: false });
  });
});

describe('A divided provision', () => {
  const whole = { provision: provision('3', { parts: ['3a', '3b'] }), changes: [opened] };
  const part = (key: string, ...changes: DatedChange[]) => ({
    provision: provision(key, { partOf: 'id-3' }),
    changes: [opened, ...changes],
  });
  const divided = (...parts: ReturnType<typeof part>[]) => rowsOf([...parts, whole], AT);

  it('is one row with its parts in it', () => {
    const rows = divided(part('3b'), part('3a'));
    expect(rows.map(({ key, parts }) => [key, parts?.map((each) => each.key)])).toEqual([['3', ['3a', '3b']]]);
  });

  it('has the one word of its parts where they agree, since the last of them came to it', () => {
    const [row] = divided(part('3a', on(11, { disposition: 'SATISFIED' })), part('3b', on(14, { disposition: 'SATISFIED' })));
    expect(row).toMatchObject({ disposition: 'SATISFIED', since: '2026-02-14T12:00:00.000Z' });
    expect(row).not.toHaveProperty('mixed');
  });

  it.each([
    ['what runs before what waits', 'IN_PROGRESS', 'LEGAL_HOLD', 'IN_PROGRESS'],
    ['the least advanced of what runs', 'EVIDENCE_SUBMITTED', 'IN_PROGRESS', 'IN_PROGRESS'],
    ['what waits before what is done', 'SATISFIED', 'LEGAL_HOLD', 'LEGAL_HOLD'],
    ['what was not done before what was', 'SATISFIED', 'DECLINED', 'DECLINED'],
  ] as const)('has, where its parts differ, the word of %s', (_what, a, b, disposition) => {
    const [row] = divided(part('3a', on(11, { disposition: a })), part('3b', on(12, { disposition: b })));
    expect(row).toMatchObject({ disposition, mixed: true });
  });

  it('is open for a part that was announced and not added', () => {
    expect(divided(part('3a', on(11, { disposition: 'SATISFIED' })))[0]).toMatchObject({ disposition: 'OPEN', mixed: true });
    expect(divided()[0]).toMatchObject({ disposition: 'OPEN', parts: [] });
  });

  it('is overdue with any of its parts', () => {
    const late = on(11, { disposition: 'IN_PROGRESS', due: { on: '2026-02-20', at: '2026-02-21T07:59:59.999Z' } });
    expect(divided(part('3a', late), part('3b'))[0]).toMatchObject({ overdue: true });
  });
});

it('Rows are in the order of their keys, numbers as numbers', () => {
  const rows = ['10', '2', '1'].map((key) => ({ provision: provision(key), changes: [opened] }));
  expect(rowsOf(rows, AT).map(({ key }) => key)).toEqual(['1', '2', '10']);
});
