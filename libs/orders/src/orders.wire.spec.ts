import type { FactReader } from '#command-queue';
import { orderLifecycle } from './orders.wire.js';

const { commands, events } = orderLifecycle;
const heading = { orderType: 'SPECIAL_ORDER', office: 'Office of the Chief', year: 2026 };
const series = 'order/SPECIAL_ORDER/office-of-the-chief/2026';

describe('The number of an order', () => {
  const reader = { nextNumber: (of: string) => Promise.resolve(of === series ? 12 : 1) } as unknown as FactReader;
  const read = (data: object) => commands['reserve-order-number'].facts?.(reader, data, { status: 'none' });

  it('is read from its series where the command names none', async () => {
    expect(await read(heading)).toEqual({ nextNumber: 12 });
    expect(await read({ ...heading, number: 7 })).toEqual({});
  });

  it('is held in its series by one order', () => {
    expect(events['order.number-reserved'].claims?.({ ...heading, number: 12 }, 'o')).toMatchObject([
      { scope: series, key: '12', rule: { code: 'order-number-taken', refusal: 12 } },
    ]);
  });
});

describe('An order that is not numbered', () => {
  it('is held by one office, date and subject; a numbered one is held by its number', () => {
    const notice = { orderType: 'NOTICE', office: 'Office of Operations', subject: '2026', signedOn: '2026-03-01', year: 2026 };
    expect(events['order.signed'].claims?.(notice, 'o')).toMatchObject([
      {
        scope: 'order/NOTICE/office-of-operations/2026-03-01',
        key: 'subject/2026',
        rule: { code: 'issued-already', refusal: 12 },
      },
    ]);
    expect(events['order.signed'].claims?.({ ...heading, number: 12 }, 'o')).toEqual([]);
  });
});

describe('What is read for a signature', () => {
  const HASH = 'a'.repeat(64);
  const ADOPTED_AT = '2026-03-10T17:00:00.000Z';
  const records: Readonly<Record<string, unknown>> = {
    'drafts/draft-1': {
      status: 'ADOPTED',
      protocolId: 'protocol-1',
      boardActionId: 'action-1',
      authors: ['the author'],
      tracks: { labor: { status: 'SCREENED', finding: 'IN_SCOPE' } },
      latest: { number: 2, text: 'Words', textHash: HASH, baseVersion: 3 },
    },
    'drafts/draft-2': { status: 'TRANSMITTED', latest: { number: 1, text: 'Words', textHash: HASH, baseVersion: 3 } },
    'board-actions/action-1': {
      status: 'ADOPTED',
      item: { meetingId: 'meeting-1', itemNumber: '3A', textHash: HASH, amended: false, adoptedAt: ADOPTED_AT },
      attestation: { status: 'COMPLETE', signatures: [] },
      councilReview: { status: 'NOT_SUBJECT' },
      conditions: [],
    },
    'protocols/protocol-1': { status: 'IN_FORCE', version: 3, since: '2024-01-01T08:00:00.000Z' },
    'protocols/protocol-2': { status: 'REGISTERED' },
    // Until the evening before the order takes effect.
    'protocols/protocol-3': {
      ...{ status: 'IN_FORCE', version: 4, since: '2026-01-01T08:00:00.000Z', expiresAt: '2026-05-04T06:59:59.999Z' },
    },
    'orders/order-1': { status: 'EFFECTIVE', supersedes: ['order-2'] },
    'orders/order-2': { status: 'SUPERSEDED', supersedes: ['order-3', 'order-2'] },
    'orders/order-3': { status: 'SUPERSEDED', supersedes: [] },
  };
  const earlier = { id: 'los-angeles', version: 1, requireAttestation: 'block' };
  const readerWhereTheItem = (outcome: string) =>
    ({
      earlierProfile: (version?: object) => (version ? earlier : undefined),
      state: ({ streamType }: { streamType: string }, id: string) =>
        Promise.resolve(
          `${streamType}/${id}` === 'meetings/meeting-1'
            ? {
                status: 'ADJOURNED',
                items: [
                  { number: '3A', status: outcome },
                  { number: '3B', status: 'FAILED' },
                ],
              }
            : records[`${streamType}/${id}`],
        ),
    }) as unknown as FactReader;
  const read = (changes: readonly object[], outcome = 'APPROVED', supersedes?: readonly string[]) =>
    commands['sign-order'].facts?.(
      readerWhereTheItem(outcome),
      { changes, effectiveAt: '2026-05-04T00:00:00-07:00', supersedes },
      { status: 'NUMBER_RESERVED' },
    );
  const action = {
    ...{ id: 'action-1', textHash: HASH, amended: false, attested: true },
    ...{ adoptedAt: ADOPTED_AT, finalFrom: ADOPTED_AT },
  };

  it('is the adopted text without its words, and how the protocol stands', async () => {
    expect(await read([{ draftId: 'draft-1', protocolId: 'protocol-1' }])).toEqual({
      changes: [
        {
          adopted: {
            protocolId: 'protocol-1',
            draftVersion: 2,
            textHash: HASH,
            baseVersion: 3,
            boardActionId: 'action-1',
            authors: ['the author'],
            labor: 'OPEN',
            conformed: false,
          },
          action,
          protocol: { versionInForce: 3, since: '2024-01-01T08:00:00.000Z' },
        },
      ],
      superseded: [],
    });
  });

  it('is the rules of the request that the text answers, where those are earlier ones', async () => {
    const draft = records['drafts/draft-1'] as object;
    Object.assign(draft, { profile: { id: 'los-angeles', version: 1 } });
    expect(await read([{ draftId: 'draft-1', protocolId: 'protocol-1' }])).toMatchObject({ changes: [{ rules: earlier }] });
    Object.assign(draft, { profile: undefined });
  });

  it('is no adoption where the vote no longer carries, since a recusal became known afterwards', async () => {
    const change = { draftId: 'draft-1', protocolId: 'protocol-1' };
    expect(await read([change], 'APPROVED_AS_AMENDED')).toMatchObject({ changes: [{ action }] });
    expect(await read([change], 'FAILED')).not.toMatchObject({ changes: [{ action }] });
  });

  it('is nothing of a draft that was not adopted, nor of a record that does not exist', async () => {
    const changes = [
      { draftId: 'draft-2', protocolId: 'protocol-2' },
      { draftId: 'draft-3', protocolId: 'protocol-4' },
    ];
    expect(await read(changes)).toEqual({ changes: [{ protocol: { versionInForce: 0 } }, {}], superseded: [] });
  });

  it('is how a pilot will stand at the effect', async () => {
    expect(await read([{ draftId: 'draft-3', protocolId: 'protocol-3' }])).toMatchObject({
      changes: [{ protocol: { versionInForce: 0, expired: 4 } }],
    });
  });

  it('is each order that it supersedes, with all that those supersede', async () => {
    expect(await read([], 'APPROVED', ['order-1', 'order-4'])).toEqual({
      changes: [],
      superseded: [{ orderId: 'order-1', status: 'EFFECTIVE', supersedes: ['order-2', 'order-3'] }],
    });
  });
});

describe('What is read for a suspension', () => {
  const versionBy = (orderId: string, text?: string) => ({
    ...{ status: 'IN_FORCE', version: 1, since: '2026-05-04T07:00:00.000Z' },
    texts: [{ version: 1, orderId, sections: [], ...(text === undefined ? {} : { text }) }],
  });
  const records: Readonly<Record<string, unknown>> = {
    'protocols/a': versionBy('order', '# One\n# Two\n'),
    'protocols/b': versionBy('order', '# Three\n'),
    'protocols/of-another': versionBy('another', '# Four\n'),
    'protocols/unavailable': versionBy('order'),
  };
  const reader = {
    subjectId: 'order',
    state: ({ streamType }: { streamType: string }, id: string) => Promise.resolve(records[`${streamType}/${id}`]),
  } as unknown as FactReader;
  const read = (changes: readonly object[], sections?: readonly string[]) =>
    commands['suspend-order'].facts?.(reader, { authorityId: 'none', sections }, { status: 'EFFECTIVE', changes });
  const change = (protocolId: string, kind = 'REVISED') => ({ protocolId, change: kind });

  it('is the sections of all that the order put in force', async () => {
    const sections = ['one', 'two', 'three'];
    expect(await read([change('a'), change('b'), change('of-another', 'RESCINDED')], ['one'])).toEqual({ sections });
  });

  it('is nothing where a text is not known here, or no section is named', async () => {
    expect(await read([change('a'), change('unavailable')], ['one'])).toEqual({});
    expect(await read([change('a'), change('of-another')], ['one'])).toEqual({});
    expect(await read([], ['one'])).toEqual({});
    expect(await read([change('a')])).toEqual({});
  });
});

describe('The clock of an order', () => {
  it('runs from the signature to the instant of the effect', () => {
    const effectiveAt = '2026-05-04T07:00:00.000Z';
    expect(events['order.signed'].clocks?.({ signedAt: '2026-05-01T17:00:00.000Z', effectiveAt })).toMatchObject([
      { start: 'order-effect', dueAt: effectiveAt, command: 'put-order-into-effect' },
    ]);
    for (const end of ['order.effective', 'order.superseded', 'order.rescinded'])
      expect(events[end]?.clocks?.({})).toEqual([{ stop: 'order-effect' }]);
  });
});
