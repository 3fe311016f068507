import { profileFrom } from '#jurisdiction';
import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import type { HoldScope } from './covering.js';
import {
  type EntryToErase,
  ERASED_ALREADY,
  erasure,
  type ErasureFacts,
  GROUNDS_NOT_GIVEN,
  HELD_FOR_PRESERVATION,
  NOT_DUE_FOR_DISPOSITION,
  NOT_ERASABLE,
} from './erasure.js';

const { given } = storiesOf(erasure);
const DRAFT = '01990000-0000-7000-8000-00000000000a';
const COMMENT = 'comments/01990000-0000-7000-8000-00000000000b';

const entry = (over: Partial<EntryToErase> = {}): EntryToErase => ({
  position: 7,
  type: 'comment.received',
  subject: COMMENT,
  mentions: [DRAFT],
  erasable: true,
  erased: false,
  people: ['anonymous'],
  ...over,
});
const factsOf = (...entries: readonly EntryToErase[]): ErasureFacts => ({ entries, holds: [] });
const held = (scope: HoldScope): ErasureFacts => ({ entries: [entry()], holds: [{ id: 'hold-1', scope }] });

const grounds = { ground: 'LAW', authority: 'Order of the court of 9 March 2026', reason: 'It names a private person.' } as const;
const order = (
  positions: readonly number[] = [7],
  over: Partial<{ ground: 'LAW' | 'SCHEDULE'; authority: string; reason: string }> = {},
) => ({ name: 'order-erasure', data: { positions, ...grounds, ...over } }) as const;
const ordered = (positions: readonly number[] = [7]) => ({ type: 'erasure.ordered', data: { positions, ...grounds } }) as const;
const note = { name: 'note-erasure-carried-out', data: {} } as const;
const attorney = { role: 'city-attorney', actor: 'attorney-1' } as const;
const system = { role: 'system' } as const;

describe('An erasure', () => {
  it('is ordered with its authority and its reason, and names the positions in the order of the log', () => {
    given()
      .when(order([9, 7]), attorney, factsOf(entry(), entry({ position: 9 })))
      .then(ordered([7, 9]));
  });

  it.each([{ authority: ' ' }, { reason: '\n\t' }])('is not ordered without grounds: %j', (over) => {
    given()
      .when(order([7], over), attorney, factsOf(entry()))
      .refused(GROUNDS_NOT_GIVEN);
  });

  it('names entries that the log has', () => {
    given()
      .when(order([7, 8]), attorney, factsOf(entry()))
      .refused(NO_SUCH_RECORD);
  });

  it('leaves alone what a decision needs', () => {
    given()
      .when(order(), attorney, factsOf(entry({ type: 'order.signed', erasable: false })))
      .refused(NOT_ERASABLE);
  });

  it('is ordered once for an entry', () => {
    given()
      .when(order(), attorney, factsOf(entry({ erased: true })))
      .refused(ERASED_ALREADY);
  });

  it('is ordered by another person than those behind the entry, for themselves or for one of them', () => {
    const own = factsOf(entry({ people: ['attorney-1', 'staff-1'] }));
    given().when(order(), attorney, own).refused(OWN_WORK);
    given()
      .when(order(), { role: 'city-attorney', actor: 'attorney-2', onBehalfOf: ['staff-1'] }, own)
      .refused(OWN_WORK);
    given().when(order(), { role: 'city-attorney', actor: 'attorney-2' }, own).then(ordered());
  });

  it('is all or none: one entry that must stay keeps the others', () => {
    given()
      .when(order([7, 9]), attorney, factsOf(entry(), entry({ position: 9, erasable: false })))
      .refused(NOT_ERASABLE);
  });

  it('is carried out by the machine, once', () => {
    const carriedOut = { type: 'erasure.carried-out', data: { positions: [7] } } as const;
    given(ordered()).when(note, system).then(carriedOut);
    given(ordered(), carriedOut).when(note, system).refused(NOT_IN_THIS_STATE);
    given().when(note, system).refused(NO_SUCH_RECORD);
    given(ordered()).when(order(), attorney, factsOf(entry())).refused(NOT_IN_THIS_STATE);
    given(ordered(), carriedOut).when(order(), attorney, factsOf(entry())).refused(NOT_IN_THIS_STATE);
  });
});

describe('Under a preservation hold', () => {
  it.each([
    [{ kind: 'ALL' }],
    [{ kind: 'SERIES', series: ['rules-and-orders', 'public-comments'] }],
    [{ kind: 'SUBJECTS', subjects: [COMMENT] }],
    [{ kind: 'SUBJECTS', subjects: [`drafts/${DRAFT}`] }],
  ] as const)('on %j nothing of it is erased', (scope) => {
    given().when(order(), attorney, held(scope)).refused(HELD_FOR_PRESERVATION);
  });

  it.each([
    [{ kind: 'SERIES', series: ['rules-and-orders'] }],
    [{ kind: 'SUBJECTS', subjects: [`drafts/${DRAFT.slice(0, -1)}f`] }],
  ] as const)('on %j the rest is erased', (scope) => {
    given().when(order(), attorney, held(scope)).then(ordered());
  });

  it('what the schedule lets go stays', () => {
    const facts = {
      entries: [entry({ closedAt: '2019-01-01T18:00:00.000Z' })],
      holds: [{ id: 'hold-1', scope: { kind: 'ALL' } }],
    } as const;
    given()
      .when(order([7], { ground: 'SCHEDULE' }), { ...attorney, profile: profileFrom('port-alder') }, facts)
      .refused(HELD_FOR_PRESERVATION);
  });
});

describe('By the retention schedule', () => {
  const profile = profileFrom('port-alder');
  const bySchedule = order([7], { ground: 'SCHEDULE' });
  const closed = (closedAt: string, over: Partial<EntryToErase> = {}) => factsOf(entry({ closedAt, ...over }));

  it('an entry goes on the day after its years, and not before', () => {
    // Five years from 10 March 2021 in the zone of the place.
    const facts = closed('2021-03-10T18:00:00.000Z');
    given()
      .when(bySchedule, { ...attorney, profile, now: '2026-03-11T04:59:59.000Z' }, facts)
      .refused(NOT_DUE_FOR_DISPOSITION);
    given()
      .when(bySchedule, { ...attorney, profile, now: '2026-03-11T18:00:00.000Z' }, facts)
      .then({ type: 'erasure.ordered', data: { positions: [7], ...grounds, ground: 'SCHEDULE' } });
  });

  it('what has not ended stays', () => {
    given()
      .when(bySchedule, { ...attorney, profile }, factsOf(entry()))
      .refused(NOT_DUE_FOR_DISPOSITION);
  });

  it('what no series has, and what is kept for ever, stays', () => {
    given()
      .when(bySchedule, { ...attorney, profile }, closed('1999-01-01T00:00:00.000Z', { subject: `requests/${DRAFT}` }))
      .refused(NOT_DUE_FOR_DISPOSITION);
    // Los Angeles keeps its comments for ever, as long as nobody has set another rule.
    given().when(bySchedule, attorney, closed('1999-01-01T00:00:00.000Z')).refused(NOT_DUE_FOR_DISPOSITION);
  });
});
