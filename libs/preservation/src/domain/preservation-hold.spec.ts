import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import type { HoldScope } from './covering.js';
import {
  ERASURE_UNDER_WAY,
  HOLD_SCOPE_UNCLEAR,
  type HoldFacts,
  type PlacePreservationHold,
  preservationHold,
} from './preservation-hold.js';

const { given } = storiesOf(preservationHold);
const DRAFT = 'drafts/01990000-0000-7000-8000-00000000000a';
const COMMENT = 'comments/01990000-0000-7000-8000-00000000000b';
const clear: HoldFacts = { unknownSubjects: [], beingErased: [] };
const why = { authority: 'Case 26-101', reason: 'A suit was announced.' };
const attorney = { role: 'city-attorney', actor: 'attorney-1' } as const;
const another = { role: 'city-attorney', actor: 'attorney-2' } as const;

const place = (scope: Omit<PlacePreservationHold['data'], 'authority' | 'reason'>) =>
  ({ name: 'place-preservation-hold', data: { ...scope, ...why } }) as const;
const placed = (scope: HoldScope) => ({ type: 'preservation-hold.placed', data: { scope, ...why, by: ['attorney-1'] } }) as const;
const release = { name: 'release-preservation-hold', data: { reason: 'The suit was settled.' } } as const;
const released = { type: 'preservation-hold.released', data: { reason: 'The suit was settled.' } } as const;

describe('A preservation hold', () => {
  it.each([
    [{ kind: 'ALL' }],
    [{ kind: 'SERIES', series: ['public-comments'] }],
    [{ kind: 'SUBJECTS', subjects: [DRAFT, COMMENT] }],
  ] as const)('is placed on %j, with its authority, its reason and who placed it', (scope) => {
    given().when(place(scope), attorney, clear).then(placed(scope));
  });

  it.each([
    [{ kind: 'ALL', series: ['public-comments'] }],
    [{ kind: 'ALL', subjects: [DRAFT] }],
    [{ kind: 'SERIES' }],
    [{ kind: 'SERIES', series: ['public-comments'], subjects: [DRAFT] }],
    [{ kind: 'SUBJECTS' }],
    [{ kind: 'SUBJECTS', subjects: [DRAFT], series: ['public-comments'] }],
    [{ kind: 'SERIES', series: ['parking-tickets'] }],
    [{ kind: 'SERIES', series: ['toString'] }],
  ] as const)('is not placed on %j: nobody could say what it covers', (scope) => {
    given().when(place(scope), attorney, clear).refused(HOLD_SCOPE_UNCLEAR);
  });

  it('needs no record to cover everything', () => {
    given()
      .when(place({ kind: 'ALL' }), attorney)
      .then(placed({ kind: 'ALL' }));
  });

  it('names records that there are', () => {
    const facts = { ...clear, unknownSubjects: [DRAFT] };
    given()
      .when(place({ kind: 'SUBJECTS', subjects: [DRAFT] }), attorney, facts)
      .refused(NO_SUCH_RECORD);
  });

  it('comes too late for what is just being erased, and is placed on anything else meanwhile', () => {
    const beingErased = [{ position: 7, subject: COMMENT, mentions: [DRAFT.slice('drafts/'.length)] }];
    const facts = { ...clear, beingErased };
    for (const scope of [
      { kind: 'ALL' },
      { kind: 'SERIES', series: ['public-comments'] },
      { kind: 'SUBJECTS', subjects: [COMMENT] },
      { kind: 'SUBJECTS', subjects: [DRAFT] },
      { kind: 'SUBJECTS', subjects: [`${DRAFT.slice(0, -1)}c`, DRAFT] },
    ] as const)
      given().when(place(scope), attorney, facts).refused(ERASURE_UNDER_WAY);
    for (const scope of [
      { kind: 'SERIES', series: ['rules-and-orders'] },
      { kind: 'SUBJECTS', subjects: [`${COMMENT.slice(0, -1)}c`] },
    ] as const)
      given().when(place(scope), attorney, facts).then(placed(scope));
  });

  it('is released by another person than the one who placed it, once', () => {
    const hold = placed({ kind: 'ALL' });
    given(hold).when(release, attorney).refused(OWN_WORK);
    given(hold)
      .when(release, { ...another, onBehalfOf: ['attorney-1'] })
      .refused(OWN_WORK);
    given(hold).when(release, another).then(released);
    given(hold, released).when(release, another).refused(NOT_IN_THIS_STATE);
    given().when(release, another).refused(NO_SUCH_RECORD);
  });

  it('is placed once', () => {
    const hold = placed({ kind: 'ALL' });
    given(hold)
      .when(place({ kind: 'ALL' }), attorney, clear)
      .refused(NOT_IN_THIS_STATE);
    given(hold, released)
      .when(place({ kind: 'ALL' }), attorney, clear)
      .refused(NOT_IN_THIS_STATE);
  });
});
