import { type Assertion, NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA, OTHER_TEXT_THAN_POSTED } from './agenda.js';
import { ITEM_IS_DECIDED } from './agenda-item.js';
import type { MeetingEvent, RecordOutcome } from './meeting-record.js';
import { meeting } from './meeting.js';
import { NOT_AN_ACTION_ITEM } from './motion.js';
import { POSTED_TOO_LATE } from './notice.js';
import { COUNT_GIVES_ANOTHER_OUTCOME, OUTCOME_IS_FOR_THE_PAST } from './outcome.js';
import { AMENDED_TEXT_DIFFERS, COMMENT_NOT_SUMMARISED } from './roll-call.js';
import { BEFORE_ITS_TIME, NO_QUORUM } from './sitting.js';
import {
  arrived,
  convened,
  FACTS,
  HASH,
  heard,
  ITEM,
  moved,
  onTheAgenda,
  opened,
  OTHER_HASH,
  placed,
  posted,
  scheduled,
  SECOND_ITEM,
  START,
  VOTE_AT,
} from './spec-meeting.js';

const { given } = storiesOf(meeting);

const asserted = (): Assertion => ({ source: 'The minutes', notEvaluated: [] });
const outcome = (over: Partial<RecordOutcome['data']> = {}): RecordOutcome => ({
  name: 'record-outcome',
  data: { number: '3A', outcome: 'APPROVED', unanimous: true, ...over },
});
const codesOf = ({ notEvaluated }: Assertion): string[] => notEvaluated.map(({ rule }) => rule.code);

/** A meeting of the past of which no more is known than that it was held, and on what. */
const barely: readonly MeetingEvent[] = [scheduled(), placed(ITEM), convened];

describe('An outcome of the past', () => {
  it('is entered without motion and votes, and says which rules nobody could evaluate', () => {
    const past = asserted();
    given(...barely)
      .when(outcome(), { occurredAt: VOTE_AT, asserted: past }, FACTS)
      .thenLike({
        type: 'meeting.item-decided',
        data: { outcome: 'APPROVED', unanimous: true, textHash: HASH, decidedAt: VOTE_AT },
      });
    expect(codesOf(past)).toEqual(['posted-too-late', 'no-quorum', 'vote-without-motion', 'vote-before-comment']);
  });

  it('leaves no rule out of which enough is known', () => {
    const past = asserted();
    given(...opened('ana', 'ben', 'cho'), heard(), moved())
      .when(outcome({ ayes: 3, noes: 0 }), { occurredAt: VOTE_AT, asserted: past }, FACTS)
      .thenLike({ type: 'meeting.item-decided', data: { ayes: 3, noes: 0 } });
    expect(codesOf(past)).toEqual([]);
  });

  it('is refused by what is known and speaks against it', () => {
    const late = posted('2026-03-09T20:00:00.000Z');
    const at = { occurredAt: VOTE_AT, asserted: asserted() };
    given(...onTheAgenda, late, convened)
      .when(outcome(), at, FACTS)
      .refused(POSTED_TOO_LATE);
    given(...barely, ...arrived('ana', 'ben'))
      .when(outcome(), at, FACTS)
      .refused(NO_QUORUM);
    const other = { ...FACTS, texts: { 'draft-1': { textHash: OTHER_HASH, commentTrack: 'NONE' as const } } };
    given(...barely)
      .when(outcome(), at, other)
      .refused(OTHER_TEXT_THAN_POSTED);
  });

  it('waits for the summary of the comments where it is known that there was none, and says so where it is not', () => {
    const withComment = (commentTrack: 'SCHEDULED' | 'OPEN' | 'CLOSED' | 'SUMMARISED') => ({
      ...FACTS,
      texts: { 'draft-1': { textHash: HASH, commentTrack } },
    });
    for (const known of ['SCHEDULED', 'OPEN'] as const)
      given(...barely)
        .when(outcome(), { occurredAt: VOTE_AT, asserted: asserted() }, withComment(known))
        .refused(COMMENT_NOT_SUMMARISED);
    for (const [status, codes] of [
      ['CLOSED', ['comment-not-summarised']],
      ['SUMMARISED', []],
    ] as const) {
      const past = asserted();
      given(...barely)
        .when(outcome(), { occurredAt: VOTE_AT, asserted: past }, withComment(status))
        .thenLike({ type: 'meeting.item-decided', data: { outcome: 'APPROVED' } });
      expect(codesOf(past).filter((code) => code === 'comment-not-summarised')).toEqual(codes);
    }
  });

  it('agrees with its count, where that is known', () => {
    const at = { occurredAt: VOTE_AT, asserted: asserted() };
    const { ayesToAdopt } = contextOf().profile.board;
    given(...barely)
      .when(outcome({ ayes: ayesToAdopt - 1 }), at, FACTS)
      .refused(COUNT_GIVES_ANOTHER_OUTCOME);
    given(...barely)
      .when(outcome({ outcome: 'FAILED', unanimous: false, ayes: ayesToAdopt }), at, FACTS)
      .refused(COUNT_GIVES_ANOTHER_OUTCOME);
    given(...barely)
      .when(outcome({ ayes: ayesToAdopt, noes: 1 }), at, FACTS)
      .refused(COUNT_GIVES_ANOTHER_OUTCOME);
    given(...barely)
      .when(outcome({ outcome: 'FAILED', unanimous: false, ayes: ayesToAdopt - 1 }), at, FACTS)
      .thenLike({ type: 'meeting.item-decided', data: { outcome: 'FAILED' } });
  });

  it('as amended is of another text than the posted one, or of words that nobody knows any more', () => {
    const at = { occurredAt: VOTE_AT, asserted: asserted() };
    const amended = { outcome: 'APPROVED_AS_AMENDED' } as const;
    given(...barely)
      .when(outcome({ ...amended, textHash: HASH }), at, FACTS)
      .refused(AMENDED_TEXT_DIFFERS);
    given(...barely)
      .when(outcome(amended), at, FACTS)
      .thenLike({ type: 'meeting.item-decided', data: amended });
  });

  it('names the text that was adopted, and what is known of the vote, and no more', () => {
    const at = { occurredAt: VOTE_AT, asserted: asserted() };
    const { textHash: _posted, ...matter } = ITEM;
    const known = { boardId: 'board-1', recused: [], present: [], decidedAt: VOTE_AT };
    const amended = { outcome: 'APPROVED_AS_AMENDED', unanimous: undefined } as const;
    const decided = (data: object) => ({ type: 'meeting.item-decided', data }) as MeetingEvent;
    given(...barely)
      .when(outcome(), at, FACTS)
      .then(decided({ ...ITEM, ...known, outcome: 'APPROVED', unanimous: true }));
    given(...barely)
      .when(outcome({ textHash: HASH }), at, FACTS)
      .thenLike(decided({ textHash: HASH, outcome: 'APPROVED' }));
    given(...barely)
      .when(outcome({ ...amended, textHash: OTHER_HASH, amendment: 'Strike it.' }), at, FACTS)
      .then(decided({ ...matter, textHash: OTHER_HASH, ...known, outcome: amended.outcome, amendment: 'Strike it.' }));
    given(...barely)
      .when(outcome(amended), at, FACTS)
      .then(decided({ ...matter, ...known, outcome: amended.outcome }));
  });

  it('may be of an item without a text, approved or amended', () => {
    const at = { occurredAt: VOTE_AT, asserted: asserted() };
    for (const how of ['APPROVED', 'APPROVED_AS_AMENDED'] as const)
      given(scheduled(), placed(SECOND_ITEM), convened)
        .when(outcome({ number: '4', outcome: how }), at, FACTS)
        .thenLike({ type: 'meeting.item-decided', data: { number: '4', outcome: how } });
  });

  it('shows the exception to notice under which the Board acted', () => {
    const exception: MeetingEvent = {
      type: 'meeting.notice-exception-recorded',
      data: { items: ['3A'], ground: 'EMERGENCY', finding: 'A flood', foundAt: START, holds: true, present: [] },
    };
    given(...barely, exception)
      .when(outcome(), { occurredAt: VOTE_AT, asserted: asserted() }, FACTS)
      .thenLike({ type: 'meeting.item-decided', data: { exception: 'EMERGENCY' } });
  });

  it('is of an undecided action item of the meeting, not before it, and never of the present', () => {
    const at = { occurredAt: VOTE_AT, asserted: asserted() };
    given(...barely)
      .when(outcome(), { occurredAt: VOTE_AT }, FACTS)
      .refused(OUTCOME_IS_FOR_THE_PAST);
    given(...barely)
      .when(outcome(), { occurredAt: '2026-03-10T16:29:59.999Z', asserted: asserted() }, FACTS)
      .refused(BEFORE_ITS_TIME);
    given(...barely)
      .when(outcome({ number: '9' }), at, FACTS)
      .refused(ITEM_NOT_ON_AGENDA);
    given(...opened())
      .when(outcome({ number: '5' }), at, FACTS)
      .refused(NOT_AN_ACTION_ITEM);
    given(scheduled(), placed(ITEM)).when(outcome(), at, FACTS).refused(NOT_IN_THIS_STATE);
    given(scheduled(), placed(ITEM), posted()).when(outcome(), at, FACTS).refused(NOT_IN_THIS_STATE);
    given(...barely, { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'ADJOURNED' } })
      .when(outcome(), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...barely, { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'NO_QUORUM' } })
      .when(outcome(), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(scheduled(), { type: 'meeting.cancelled', data: { reason: 'Snow', cancelledAt: START } })
      .when(outcome(), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given().when(outcome(), at, FACTS).refused(NO_SUCH_RECORD);
    const decided = {
      type: 'meeting.item-decided',
      data: { ...ITEM, boardId: 'board-1', outcome: 'APPROVED', recused: [], present: [], decidedAt: VOTE_AT },
    } as const;
    given(...barely, decided)
      .when(outcome(), at, FACTS)
      .refused(ITEM_IS_DECIDED);
  });
});

describe('A meeting of the past', () => {
  it('opens without a posting on record, which is noted', () => {
    const past = asserted();
    given(scheduled(), placed(ITEM))
      .when({ name: 'convene-meeting', data: {} }, { occurredAt: START, asserted: past })
      .then({ type: 'meeting.convened', data: { convenedAt: START } });
    expect(codesOf(past)).toEqual(['agenda-not-posted']);
  });

  it('adjourns, and disposes of what was called, though nobody knows who attended', () => {
    const past = asserted();
    given(...barely)
      .when({ name: 'adjourn-meeting', data: {} }, { occurredAt: VOTE_AT, asserted: past })
      .thenLike({ type: 'meeting.adjourned', data: { ending: 'ADJOURNED' } });
    given(...barely)
      .when({ name: 'call-item', data: { items: ['3A'] } }, { occurredAt: VOTE_AT, asserted: past }, FACTS)
      .thenLike({ type: 'meeting.item-called' });
    expect(codesOf(past)).toEqual(['no-quorum']);
  });

  it('adjourns without a quorum where those who attended are known and too few, and so does one of the present', () => {
    const adjourn = { name: 'adjourn-meeting', data: {} } as const;
    const without = { type: 'meeting.adjourned', data: { ending: 'NO_QUORUM' } } as const;
    given(...barely, ...arrived('ana', 'ben'))
      .when(adjourn, { occurredAt: VOTE_AT, asserted: asserted() }, FACTS)
      .thenLike(without);
    given(...barely)
      .when(adjourn, { occurredAt: VOTE_AT }, FACTS)
      .thenLike(without);
  });
});
