import { fold, type Decider } from '#kernel';
import type { CommandSpec, EventSpec, FactReader } from '#command-queue';
import { draftLifecycle } from './drafts.wire.js';
import type { DraftEvent } from './domain/draft-record.js';
import type { ProtocolEvent } from './domain/protocol-record.js';
import { protocolLifecycle } from './protocols.wire.js';
import { whenADraftOnARequestIsTransmitted } from './reactions/when-a-draft-on-a-request-is-transmitted.js';
import { whenADraftOpensOnARequest } from './reactions/when-a-draft-opens-on-a-request.js';

const { commands, events } = draftLifecycle;

/** Reads the states of streams that a test holds. */
function readerOf(streams: Readonly<Record<string, readonly unknown[]>>): FactReader {
  const state = (decider: Pick<Decider<never, unknown, never, never>, 'streamType' | 'initial' | 'evolve'>, id: string) => {
    const history = streams[`${decider.streamType}/${id}`];
    return Promise.resolve(history && fold(decider, history as readonly never[]));
  };
  return { state } as unknown as FactReader;
}

/** What a specification has for this test; a part that is missing fails it. */
function present<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The specification lacks what is tested here.');
  return part;
}

function factsOf(
  spec: CommandSpec,
  streams: Record<string, readonly unknown[]>,
  data: object,
  state: unknown = {},
): Promise<unknown> {
  return present(spec.facts)(readerOf(streams), data, state);
}

const inForce: ProtocolEvent[] = [
  { type: 'protocol.registered', data: { kind: 'FORM', identifier: '01.67.14', title: 'Form' } },
  { type: 'protocol.version-effective', data: { version: 3, effectiveAt: '2026-01-05T08:00:00.000Z', sections: [] } },
];
const VOTE = '2026-03-10T18:00:00.000Z';
const adopted: DraftEvent[] = [
  { type: 'draft.opened', data: { protocolId: 'p', origin: 'DEPARTMENT', title: 'Draft' } },
  {
    type: 'draft.version-saved',
    data: { number: 1, text: 'new', sections: [], textHash: 'hash', baseVersion: 3, author: 'author', changeSummary: 'first' },
  },
  { type: 'draft.submitted', data: { version: 1 } },
  { type: 'draft.approved', data: { version: 1 } },
  { type: 'draft.transmitted', data: { version: 1, textHash: 'hash', legal: 'CLEARED' } },
  { type: 'draft.adopted', data: { version: 1, textHash: 'hash', boardActionId: 'action', adoptedAt: VOTE } },
];

describe('What the door and the log know of drafts and protocols', () => {
  const prepared = (spec: CommandSpec, data: object) => present(spec.prepare)(data);
  const SHA_256_OF_E_ACUTE = '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c';

  it('names a text by the SHA-256 of its UTF-8 bytes, in hex', () => {
    expect(prepared(commands['save-draft-version'], { text: 'é', baseVersion: 0 })).toEqual({
      text: 'é',
      baseVersion: 0,
      textHash: SHA_256_OF_E_ACUTE,
    });
    const register = protocolLifecycle.commands['register-protocol'];
    expect(prepared(register, { title: 'Form', inForce: { text: 'é' } })).toEqual({
      title: 'Form',
      inForce: { text: 'é', textHash: SHA_256_OF_E_ACUTE },
    });
    expect(prepared(register, { title: 'Form', inForce: { source: 'lost' } })).toEqual({
      title: 'Form',
      inForce: { source: 'lost' },
    });
    expect(prepared(register, { title: 'Form' })).toEqual({ title: 'Form' });
  });

  it('reads the version in force and the request for a draft', async () => {
    const streams = { 'protocols/p': inForce, 'requests/r': [] };
    const open = commands['open-draft'];
    expect(await factsOf(open, streams, { protocolId: 'p' })).toEqual({ protocolVersion: 3 });
    expect(await factsOf(open, streams, { protocolId: 'p', requestId: 'r' })).toEqual({
      protocolVersion: 3,
      requestStatus: 'none',
    });
    expect(await factsOf(open, streams, { protocolId: 'other', requestId: 'other' })).toEqual({});
    const draft = fold(draftLifecycle.decider, adopted);
    expect(await factsOf(commands['save-draft-version'], streams, {}, draft)).toEqual({ protocolVersion: 3 });
    expect(await factsOf(commands['transmit-draft'], streams, {}, draft)).toEqual({ protocolVersion: 3 });
  });

  it('takes the rules of a draft over from its request, and keeps them', async () => {
    const profile = { id: 'los-angeles', version: 7 };
    const state = (_decider: unknown, id: string) =>
      Promise.resolve(id === 'r' ? { status: 'ACKNOWLEDGED', profile } : undefined);
    const read = { state } as unknown as FactReader;
    expect(await commands['open-draft'].begunUnder?.(read, { protocolId: 'p', requestId: 'r' })).toEqual(profile);
    expect(await commands['open-draft'].begunUnder?.(read, { protocolId: 'p' })).toBeUndefined();
    expect(draftLifecycle.begunUnder?.({ status: 'AUTHORING', profile })).toEqual(profile);
  });

  it('reads the adopted text for what comes into force', async () => {
    const put = protocolLifecycle.commands['put-version-in-force'];
    expect(await factsOf(put, { 'drafts/d': adopted }, { draftId: 'd' })).toEqual({
      adopted: {
        ...{ protocolId: 'p', text: 'new', sections: [], textHash: 'hash', baseVersion: 3 },
        ...{ boardActionId: 'action', adoptedAt: VOTE },
      },
    });
    expect(await factsOf(put, { 'drafts/d': adopted.slice(0, -1) }, { draftId: 'd' })).toEqual({});
    expect(await factsOf(put, {}, { draftId: 'd' })).toEqual({});
  });

  it('registers an identifier once in its kind, however it is written', () => {
    const { claims } = protocolLifecycle.events['protocol.registered'];
    const keyOf = (kind: string, identifier: string) =>
      present(claims)({ kind, identifier }, 'p').map(({ scope, key }) => `${scope}: ${key}`);
    expect(keyOf('FORM', ' Form A ')).toEqual(keyOf('FORM', 'form a'));
    expect(keyOf('FORM', '12')).not.toEqual(keyOf('MANUAL_SECTION', '12'));
    // A key of digits alone would be taken for a number of a series.
    expect(keyOf('FORM', '12')).toEqual(['protocol: FORM 12']);
  });

  it('opens and closes public comment by clocks, and stops them where the draft ends', () => {
    const window = { opensAt: '2026-03-01T08:00:00.000Z', closesAt: '2026-03-11T07:00:00.000Z' };
    const clocksOf = (spec: EventSpec) => present(spec.clocks)(window);
    expect(clocksOf(events['draft.comment-scheduled'])).toMatchObject([
      { dueAt: window.opensAt, command: 'open-public-comment' },
    ]);
    expect(clocksOf(events['draft.comment-opened'])).toMatchObject([
      { stop: 'public-comment-opens' },
      { dueAt: window.closesAt, command: 'close-public-comment' },
    ]);
    expect(clocksOf(events['draft.comment-closed'])).toEqual([{ stop: 'public-comment-closes' }]);
    const started = [...clocksOf(events['draft.comment-scheduled']), ...clocksOf(events['draft.comment-opened'])];
    const stops = started.flatMap((clock) => ('start' in clock ? [{ stop: clock.start }] : []));
    expect(clocksOf(events['draft.withdrawn'])).toEqual(expect.arrayContaining(stops));
    expect(clocksOf(events['draft.not-adopted'])).toEqual(expect.arrayContaining(stops));
  });

  it('times reviews by clocks that run with what they were computed from, one step of an escalation at a time', () => {
    const [before, after] = [
      { days: -2, tells: 'REVIEWER', at: '2026-03-20T07:00:00.000Z' },
      { days: 1, tells: 'COMMISSION_STAFF', at: '2026-03-25T07:00:00.000Z' },
    ] as const;
    const clock = {
      dueAt: '2026-03-25T06:59:59.999Z',
      from: '2026-03-10',
      businessDays: 10,
      calendar: 'c',
      steps: [before, after],
    };
    const due = { track: 'LEGAL', dueOn: '2026-03-24', clock } as const;
    const started = [
      {
        start: 'review-due:legal',
        dueAt: clock.dueAt,
        inputs: { track: 'LEGAL', from: '2026-03-10', businessDays: 10, calendar: 'c' },
        command: 'announce-review-overdue',
      },
      { start: 'review-escalation:legal', dueAt: before.at, inputs: { days: -2 }, command: 'escalate-review' },
    ];
    const stopped = [{ stop: 'review-due:legal' }, { stop: 'review-escalation:legal' }];
    const of = (spec: EventSpec, data: object) => present(spec.clocks)(data);
    expect(of(events['draft.submitted'], { version: 1, reviews: [due] })).toMatchObject(started);
    expect(of(events['draft.submitted'], { version: 1 })).toEqual([]);
    expect(of(events['draft.review-reopened'], due)).toEqual([]);
    const { track, ...anew } = due;
    expect(of(events['draft.review-reopened'], { track, due: anew })).toMatchObject(started);
    expect(of(events['draft.review-reopened'], { track: 'PUBLIC_COMMENT', due: anew })).toEqual([]);
    for (const type of ['draft.review-resumed', 'draft.review-extended'] as const)
      expect(of(events[type], due)).toMatchObject(started);
    expect(of(events['draft.review-escalated'], { track, ...before, next: after })).toMatchObject([
      { start: 'review-escalation:legal', dueAt: after.at },
    ]);
    expect(of(events['draft.review-escalated'], { track, ...after })).toEqual([{ stop: 'review-escalation:legal' }]);
    for (const type of ['draft.review-paused', 'draft.review-recorded'] as const)
      expect(of(events[type], { track })).toEqual(stopped);
    expect(of(events['draft.review-progressed'], { track, step: 'CONDITION_MET' })).toEqual([]);
    for (const type of [
      'draft.version-saved',
      'draft.changes-requested',
      'draft.adopted',
      'draft.returned',
      'draft.withdrawn',
    ] as const)
      expect(of(events[type], {})).toEqual(expect.arrayContaining(stopped));
  });

  it('keeps advice privileged and a text inside until it is public by an act of its own', () => {
    expect(events['draft.review-note-recorded'].visibility).toBe('PRIVILEGED');
    for (const type of ['draft.version-saved', 'draft.review-recorded', 'draft.transmitted'])
      expect(events[type].visibility).toBe('INTERNAL');
  });
});

describe('A request of the Board', () => {
  const about = { subjectId: 'd' };

  it('is in response when a draft opens on it, and answered when that draft is transmitted', () => {
    const event = { ...about, data: { requestId: 'r' } } as never;
    const body = { requestId: 'r', draftId: 'd' };
    expect(whenADraftOpensOnARequest.on).toBe('draft.opened');
    expect(whenADraftOpensOnARequest.then(event)).toEqual([{ name: 'note-response-begun', body }]);
    expect(whenADraftOnARequestIsTransmitted.on).toBe('draft.transmitted');
    expect(whenADraftOnARequestIsTransmitted.then(event)).toEqual([{ name: 'note-response-made', body }]);
  });

  it('is not concerned by a draft without a request', () => {
    const event = { ...about, data: {} } as never;
    expect(whenADraftOpensOnARequest.then(event)).toEqual([]);
    expect(whenADraftOnARequestIsTransmitted.then(event)).toEqual([]);
  });
});

describe('The clock of a pilot', () => {
  const { events } = protocolLifecycle;

  it('runs to the instant that was set for it, and stops with whatever ends the version', () => {
    const [effectiveAt, expiresAt] = ['2026-03-10T18:00:00.000Z', '2026-06-01T07:00:00.000Z'];
    expect(events['protocol.version-effective'].clocks?.({ version: 2, effectiveAt, expiresAt })).toMatchObject([
      { start: 'pilot-end', dueAt: expiresAt, command: 'expire-version' },
    ]);
    expect(events['protocol.version-effective'].clocks?.({ version: 3, effectiveAt })).toEqual([{ stop: 'pilot-end' }]);
    for (const end of ['protocol.version-rescinded', 'protocol.version-expired'])
      expect(events[end]?.clocks?.({})).toEqual([{ stop: 'pilot-end' }]);
  });
});
