import { type ConfirmedCorrection, type RecordedChange, type TextChange, versionAt } from './text-history.js';

const ORDER = { stream: 'orders/o-1', type: 'order.signed', field: '/effectiveAt' };
const ENTRY = { stream: 'protocols/p-1', type: 'protocol.version-effective' };
const day = (text: string) => `2026-${text}T08:00:00.000Z`;
const entered = (position: number, recordedOn: string, change: TextChange): RecordedChange => ({
  position,
  recordedAt: day(recordedOn),
  change,
});
const first = entered(1, '01-02', { kind: 'EFFECTIVE', version: 1, effectiveAt: day('01-01') });
/** An order of March that was entered in April. */
const late: RecordedChange = {
  ...entered(2, '04-01', { kind: 'EFFECTIVE', version: 2, effectiveAt: day('03-05'), supersedes: 1 }),
  origin: ORDER,
};
const numberAt = (
  recorded: readonly RecordedChange[],
  asOf: string,
  knownAt: string,
  corrections: readonly ConfirmedCorrection[] = [],
) => versionAt(recorded, corrections, { asOf: day(asOf), knownAt: day(knownAt) })?.number;

describe('The text in force', () => {
  it('is none before the first one, nor before one was recorded', () => {
    expect(numberAt([first], '01-01', '01-02')).toBe(1);
    expect(versionAt([first], [], { asOf: '2026-01-01T07:59:59.999Z', knownAt: day('12-31') })).toBeUndefined();
    expect(versionAt([first], [], { asOf: day('06-01'), knownAt: '2026-01-02T07:59:59.999Z' })).toBeUndefined();
  });

  it('is the one before at instants that an order of the past changed, for those who knew nothing of it yet', () => {
    expect(numberAt([first, late], '03-06', '03-31')).toBe(1);
    expect(numberAt([first, late], '03-06', '04-01')).toBe(2);
    expect(numberAt([first, late], '03-04', '04-01')).toBe(1);
    expect(numberAt([first, late], '03-05', '04-01')).toBe(2);
  });

  it('is told with its end as far as that was known', () => {
    const at = (knownAt: string) => versionAt([first, late], [], { asOf: day('02-01'), knownAt: day(knownAt) });
    expect(at('03-31')).toMatchObject({ status: 'EFFECTIVE', endedAt: null, corrections: [] });
    expect(at('04-01')).toMatchObject({ status: 'SUPERSEDED', endedAt: day('03-05') });
  });

  it('follows a correction from its confirmation on, and says which', () => {
    const correction = { ...ENTRY, id: 'c-1', position: 2, field: '/effectiveAt', is: day('03-15'), confirmedAt: day('05-01') };
    expect(numberAt([first, late], '03-10', '04-30', [correction])).toBe(2);
    expect(numberAt([first, late], '03-10', '05-01', [correction])).toBe(1);
    expect(numberAt([first, late], '03-15', '05-01', [correction])).toBe(2);
    expect(versionAt([first, late], [correction], { asOf: day('03-10'), knownAt: day('05-01') })).toMatchObject({
      endedAt: day('03-15'),
      corrections: ['c-1'],
    });
  });

  it('follows a correction of the order that it came from, and of no other entry', () => {
    const correction = { ...ORDER, id: 'c-1', position: 90, is: day('03-15'), confirmedAt: day('05-01') };
    expect(numberAt([first, late], '03-10', '05-01', [correction])).toBe(1);
    for (const other of [{ stream: 'orders/o-2' }, { type: 'order.effective' }, { field: '/signedAt' }])
      expect(numberAt([first, late], '03-10', '05-01', [{ ...correction, ...other }])).toBe(2);
  });

  it('follows the last of several corrections, and none of what says nothing of an instant', () => {
    const is = (id: string, field: string, text: string, confirmedOn: string, position = 2) =>
      ({ ...ENTRY, id, position, field, is: text, confirmedAt: day(confirmedOn) }) as const;
    const twice = [is('a', '/effectiveAt', day('03-15'), '05-01'), is('b', '/effectiveAt', day('03-08'), '05-02')];
    expect(numberAt([first, late], '03-10', '06-01', twice)).toBe(2);
    for (const other of [
      is('c', '/effectiveAt', 'the ides of March', '05-01'),
      is('c', '/version', '9', '05-01'),
      is('c', '/expiresAt', day('03-06'), '05-01'),
      is('c', '/effectiveAt', day('03-15'), '05-01', 7),
    ])
      expect(numberAt([first, late], '03-10', '06-01', [other])).toBe(2);
  });

  it('ends with a rescission, and with a pilot’s time, whether or not its clock has rung', () => {
    const rescinded = entered(3, '05-01', { kind: 'RESCINDED', version: 2, effectiveAt: day('04-20') });
    expect(numberAt([first, late, rescinded], '04-20', '04-30')).toBe(2);
    expect(numberAt([first, late, rescinded], '04-20', '05-01')).toBeUndefined();
    expect(numberAt([first, late, rescinded], '04-19', '05-01')).toBe(2);
    const pilot = entered(1, '01-02', { kind: 'EFFECTIVE', version: 1, effectiveAt: day('01-01'), expiresAt: day('02-01') });
    const expired = entered(2, '02-02', { kind: 'EXPIRED', version: 1, expiredAt: day('02-01') });
    for (const history of [[pilot], [pilot, expired]]) {
      expect(numberAt(history, '01-31', '12-31')).toBe(1);
      expect(numberAt(history, '02-01', '12-31')).toBeUndefined();
    }
    const follows = entered(3, '02-03', { kind: 'EFFECTIVE', version: 2, effectiveAt: day('01-20'), supersedes: 1 });
    expect(numberAt([pilot, expired, follows], '01-25', '02-02')).toBe(1);
    expect(numberAt([pilot, expired, follows], '01-25', '02-03')).toBe(2);
  });

  it('is told with what a legal status suspended of it then', () => {
    const of = { version: 1, authorityId: 'a-1', scope: 'federal officers' };
    const paused = entered(2, '02-10', { kind: 'PAUSED', ...of, sections: ['3'], suspendedAt: day('02-01') });
    const other = entered(3, '02-10', { kind: 'PAUSED', ...of, scope: 'all', suspendedAt: day('02-05') });
    const resumed = entered(4, '03-10', { kind: 'RESUMED', ...of, resumedAt: day('03-01') });
    const scopes = (asOf: string, knownAt: string) =>
      versionAt([first, paused, other, resumed], [], { asOf: day(asOf), knownAt: day(knownAt) })?.suspensions.map(
        ({ scope, section }) => [scope, section],
      );
    expect(scopes('01-31', '12-31')).toEqual([]);
    expect(scopes('02-01', '02-09')).toEqual([]);
    expect(scopes('02-01', '02-10')).toEqual([['federal officers', '3']]);
    expect(scopes('03-01', '03-09')).toEqual([
      ['federal officers', '3'],
      ['all', undefined],
    ]);
    expect(scopes('03-01', '03-10')).toEqual([['all', undefined]]);
  });
});
