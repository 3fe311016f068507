import { losAngeles } from '#jurisdiction';
import { type Context, NOT_IN_THIS_STATE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA, OTHER_TEXT_THAN_POSTED, REQUEST_NOT_OPEN, TEXT_NOT_BEFORE_THE_BOARD } from './agenda.js';
import { ITEM_IS_DECIDED } from './agenda-item.js';
import { type MeetingEvent, type MeetingFacts, outcomeOfItem, type RollCallVote } from './meeting-record.js';
import { meeting } from './meeting.js';
import { NOT_AN_ACTION_ITEM, SECOND_REQUIRED, VOTE_WITHOUT_MOTION } from './motion.js';
import { AMENDED_TEXT_DIFFERS, COMMENT_NOT_SUMMARISED, VOTE_BEFORE_COMMENT } from './roll-call.js';
import { BEFORE_ITS_TIME, NO_QUORUM, NOT_A_MEMBER } from './sitting.js';
import {
  afterVote,
  arrived,
  COMMENT_AT,
  convened,
  departed,
  FACTS,
  HASH,
  heard,
  ITEM,
  moved,
  MOTION_AT,
  onTheAgenda,
  opened,
  OTHER_HASH,
  placed,
  posted,
  readyToVote,
  recused,
  scheduled,
  VOTE_AT,
  votesOf,
} from './spec-meeting.js';
import { VOTED_TWICE, VOTER_ABSENT, VOTER_RECUSED } from './votes.js';

const { given, stateAfter } = storiesOf(meeting);
const all = ['ana', 'ben', 'cho', 'dee', 'eli'];
const three = ['ana', 'ben', 'cho'];

interface Vote {
  readonly history: readonly MeetingEvent[];
  readonly votes: readonly RollCallVote[];
  readonly items?: readonly string[];
  readonly textHash?: string;
  readonly context?: Partial<Context>;
  readonly facts?: MeetingFacts;
}

const roll = ({ history, votes, items = ['3A'], textHash, context, facts = FACTS }: Vote) =>
  given(...history).when(
    { name: 'record-roll-call', data: { items, votes, ...(textHash ? { textHash } : {}) } },
    { occurredAt: VOTE_AT, ...context },
    facts,
  );

const counted = (outcome: string, rest: object = {}) =>
  [{ type: 'meeting.roll-call-recorded' }, { type: 'meeting.item-decided', data: { number: '3A', outcome, ...rest } }] as const;

describe('A roll call', () => {
  it('with three ayes of five seats adopts, whoever is absent', () => {
    roll({ history: readyToVote(...three), votes: votesOf('AYE', ...three) }).then(
      {
        type: 'meeting.roll-call-recorded',
        data: {
          ...{
            items: ['3A'],
            votes: votesOf('AYE', ...three),
            present: three,
            votedAt: VOTE_AT,
            ayes: 3,
            noes: 0,
            abstentions: 0,
          },
          rule: { quorum: 3, ayesToAdopt: 3, recusedCountTowardQuorum: false },
        },
      },
      {
        type: 'meeting.item-decided',
        data: {
          ...ITEM,
          boardId: 'board-1',
          outcome: 'APPROVED',
          ayes: 3,
          noes: 0,
          abstentions: 0,
          recused: [],
          present: three,
          decidedAt: VOTE_AT,
        },
      },
    );
  });

  it('of 2–1 and of 2–0 is accepted, and the item FAILED', () => {
    const history = readyToVote(...three);
    roll({ history, votes: [...votesOf('AYE', 'ana', 'ben'), ...votesOf('NO', 'cho')] }).thenLike(
      ...counted('FAILED', { ayes: 2, noes: 1 }),
    );
    roll({ history, votes: votesOf('AYE', 'ana', 'ben') }).thenLike(...counted('FAILED', { ayes: 2, noes: 0 }));
    roll({ history, votes: [...votesOf('AYE', 'ana', 'ben'), ...votesOf('ABSTAIN', 'cho')] }).thenLike(
      ...counted('FAILED', { abstentions: 1 }),
    );
  });

  it('of 3–2 adopts', () => {
    roll({ history: readyToVote(...all), votes: [...votesOf('AYE', ...three), ...votesOf('NO', 'dee', 'eli')] }).thenLike(
      ...counted('APPROVED', { ayes: 3, noes: 2 }),
    );
  });

  it('of 4–0 with one recusal adopts, and names the recusal', () => {
    const history = [...opened(...all), recused('eli', '3A'), heard(), moved()];
    roll({ history, votes: votesOf('AYE', 'ana', 'ben', 'cho', 'dee') }).thenLike(
      ...counted('APPROVED', { ayes: 4, noes: 0, recused: ['eli'], present: all }),
    );
  });

  it('adopts by the majority of the profile', () => {
    const profile = { ...losAngeles, board: { ...losAngeles.board, ayesToAdopt: 4 } };
    roll({ history: readyToVote(...all), votes: votesOf('AYE', ...three), context: { profile } }).thenLike(...counted('FAILED'));
    roll({ history: readyToVote(...all), votes: votesOf('AYE', ...three, 'dee'), context: { profile } }).thenLike(
      ...counted('APPROVED'),
    );
  });

  it('covers several items of one motion, each once and in the order of the agenda', () => {
    const history = [...opened(...three), heard(), moved({ items: ['4', '3A'] })];
    roll({ history, votes: votesOf('AYE', ...three), items: ['4', '3A', '4'] }).thenLike(
      { type: 'meeting.roll-call-recorded', data: { items: ['4', '3A'] } },
      { type: 'meeting.item-decided', data: { number: '3A', draftId: 'draft-1', textHash: HASH } },
      { type: 'meeting.item-decided', data: { number: '4', requestId: 'request-1' } },
    );
  });

  it('decides an item once', () => {
    const history = afterVote(readyToVote(...three), votesOf('AYE', ...three), contextOf({ occurredAt: VOTE_AT }));
    expect(outcomeOfItem(stateAfter(...history), '3A')).toBe('APPROVED');
    expect(outcomeOfItem(stateAfter(...history), '4')).toBeUndefined();
    expect(outcomeOfItem(stateAfter(...onTheAgenda), '3A')).toBeUndefined();
    roll({ history, votes: votesOf('AYE', ...three) }).refused(ITEM_IS_DECIDED);
  });

  it('is taken in an open meeting, on action items of its agenda', () => {
    const votes = votesOf('AYE', ...three);
    roll({ history: [...onTheAgenda, posted()], votes }).refused(NOT_IN_THIS_STATE);
    roll({ history: readyToVote(...three), votes, context: { occurredAt: '2026-03-10T16:29:00.000Z' } }).refused(BEFORE_ITS_TIME);
    roll({ history: readyToVote(...three), votes, items: ['9'] }).refused(ITEM_NOT_ON_AGENDA);
    roll({ history: readyToVote(...three), votes, items: ['5'] }).refused(NOT_AN_ACTION_ITEM);
  });
});

describe('A quorum', () => {
  const profile = { ...losAngeles, board: { ...losAngeles.board, recusedCountTowardQuorum: true } };

  it('is three members present', () => {
    roll({ history: readyToVote('ana', 'ben'), votes: votesOf('AYE', 'ana', 'ben') }).refused(NO_QUORUM);
    roll({ history: readyToVote(...three), votes: [] }).thenLike(...counted('FAILED'));
  });

  it('counts a recused member only where the profile says so', () => {
    const history = [...opened(...three), recused('cho', '3A'), heard(), moved()];
    const votes = votesOf('AYE', 'ana', 'ben');
    roll({ history, votes }).refused(NO_QUORUM);
    roll({ history, votes, context: { profile } }).thenLike(...counted('FAILED', { ayes: 2, recused: ['cho'] }));
  });

  it('counts a member who is recused from another item', () => {
    const history = [...opened(...three), recused('cho', '4'), heard(), moved()];
    roll({ history, votes: votesOf('AYE', ...three) }).thenLike(...counted('APPROVED', { recused: [] }));
  });

  it('does not count a person in the room whose seat has ended', () => {
    const terms = three.map((holder, at) => ({ seat: at + 1, holder, name: holder, from: '2025-07-01' }));
    const ended = terms.map((term) => (term.holder === 'cho' ? { ...term, until: '2026-03-09' } : term));
    const board = { status: 'CONSTITUTED' as const, name: 'Synthetic board', elections: [], terms: ended };
    const votes = votesOf('AYE', 'ana', 'ben');
    roll({ history: readyToVote(...three), votes, facts: { ...FACTS, board } }).refused(NO_QUORUM);
  });

  it('is who is in the room at the instant of the vote', () => {
    const votes = votesOf('AYE', ...three);
    roll({ history: [...readyToVote(...three), departed('cho', VOTE_AT)], votes }).refused(NO_QUORUM);
    roll({ history: [...readyToVote(...three), departed('cho', '2026-03-10T17:00:00.001Z')], votes }).thenLike(
      ...counted('APPROVED'),
    );
    roll({ history: readyToVote(...three), votes, context: { occurredAt: MOTION_AT } }).thenLike(...counted('APPROVED'));
  });
});

describe('The vote', () => {
  const four = [...three, 'dee'];
  const votes = votesOf('AYE', ...three);

  it('of an absent member is refused', () => {
    roll({ history: readyToVote(...three), votes: votesOf('AYE', ...four) }).refused(VOTER_ABSENT);
    roll({ history: [...readyToVote(...four), departed('dee', MOTION_AT)], votes: votesOf('AYE', ...four) }).refused(
      VOTER_ABSENT,
    );
  });

  it('of a recused member is refused', () => {
    const history = [...opened(...four), recused('dee', '3A'), heard(), moved({ items: ['3A', '4'] })];
    roll({ history, votes: votesOf('AYE', ...four) }).refused(VOTER_RECUSED);
    roll({ history, votes: votesOf('AYE', ...four), items: ['4', '3A'] }).refused(VOTER_RECUSED);
    roll({ history, votes: votesOf('AYE', ...four), items: ['4'] }).thenLike(
      { type: 'meeting.roll-call-recorded' },
      { type: 'meeting.item-decided', data: { number: '4', ayes: 4 } },
    );
  });

  it('of who is no member, or not on that day, is refused', () => {
    roll({ history: readyToVote(...three), votes: [...votes, ...votesOf('AYE', 'zoe')] }).refused(NOT_A_MEMBER);
    const board = {
      status: 'CONSTITUTED' as const,
      name: 'Synthetic board',
      elections: [],
      terms: four.map((holder, at) => ({
        ...{ seat: at + 1, holder, name: holder, from: '2025-07-01' },
        ...(holder === 'dee' ? { until: '2026-03-09' } : {}),
      })),
    };
    roll({ history: readyToVote(...four), votes: votesOf('AYE', ...four), facts: { ...FACTS, board } }).refused(NOT_A_MEMBER);
  });

  it('is one a member', () => {
    roll({ history: readyToVote(...three), votes: [...votes, ...votesOf('NO', 'ana')] }).refused(VOTED_TWICE);
    roll({ history: readyToVote(...three), votes: [...votes, ...votesOf('AYE', 'ana')] }).refused(VOTED_TWICE);
  });
});

describe('Before the vote', () => {
  const votes = votesOf('AYE', ...three);

  it('comment on the item is heard', () => {
    roll({ history: [...opened(...three), moved()], votes }).refused(VOTE_BEFORE_COMMENT);
    roll({ history: [...opened(...three), heard(['4']), moved()], votes }).refused(VOTE_BEFORE_COMMENT);
    roll({ history: [...opened(...three), heard(['3A'], '2026-03-10T17:00:00.001Z'), moved()], votes }).refused(
      VOTE_BEFORE_COMMENT,
    );
    roll({ history: [...opened(...three), heard(['3A'], VOTE_AT), moved()], votes }).thenLike(...counted('APPROVED'));
  });

  it('with zero speakers comment counts as heard', () => {
    const silence: MeetingEvent = { type: 'meeting.comment-heard', data: { items: ['3A'], speakers: 0, heardAt: COMMENT_AT } };
    roll({ history: [...opened(...three), silence, moved()], votes }).thenLike(...counted('APPROVED'));
  });

  it('one motion covers the items', () => {
    const room = [...opened(...three), heard()];
    roll({ history: room, votes }).refused(VOTE_WITHOUT_MOTION);
    roll({ history: [...room, moved({ items: ['4'] })], votes }).refused(VOTE_WITHOUT_MOTION);
    roll({ history: [...room, moved({ movedAt: '2026-03-10T17:00:00.001Z' })], votes }).refused(VOTE_WITHOUT_MOTION);
    const two = [...room, moved(), moved({ items: ['4'] })];
    roll({ history: two, votes, items: ['3A', '4'] }).refused(VOTE_WITHOUT_MOTION);
  });

  it('the motion was seconded, where the profile wants that', () => {
    const strict = { profile: { ...losAngeles, board: { ...losAngeles.board, secondRequired: true } } };
    const room = [...opened(...three), heard()];
    const seconded = (secondedAt: string): MeetingEvent[] => [
      ...room,
      moved(),
      { type: 'meeting.motion-seconded', data: { items: ['3A'], seconder: 'ben', secondedAt } },
    ];
    roll({ history: [...room, moved()], votes, context: strict }).refused(SECOND_REQUIRED);
    roll({ history: [...room, moved({ seconder: 'ben' })], votes, context: strict }).thenLike(...counted('APPROVED'));
    roll({ history: seconded(VOTE_AT), votes, context: strict }).thenLike(...counted('APPROVED'));
    roll({ history: seconded('2026-03-10T17:00:00.001Z'), votes, context: strict }).refused(SECOND_REQUIRED);
    roll({ history: [...room, moved()], votes }).thenLike(...counted('APPROVED'));
  });

  it('a comment period that was set for the text is summarised', () => {
    const on = (commentTrack: 'NONE' | 'SCHEDULED' | 'OPEN' | 'CLOSED' | 'SUMMARISED') =>
      roll({
        history: readyToVote(...three),
        votes,
        facts: { ...FACTS, texts: { 'draft-1': { textHash: HASH, commentTrack } } },
      });
    on('SCHEDULED').refused(COMMENT_NOT_SUMMARISED);
    on('OPEN').refused(COMMENT_NOT_SUMMARISED);
    on('CLOSED').refused(COMMENT_NOT_SUMMARISED);
    on('SUMMARISED').thenLike(...counted('APPROVED'));
  });

  it('a request that is voted on was not withdrawn', () => {
    const history = [...opened(...three), heard(), moved({ items: ['4'] })];
    roll({ history, votes, items: ['4'], facts: { ...FACTS, requests: { 'request-1': 'WITHDRAWN' } } }).refused(REQUEST_NOT_OPEN);
  });
});

describe('The text that is adopted', () => {
  const votes = votesOf('AYE', ...three);
  const amended = [...opened(...three), heard(), moved({ amendment: 'strike the second sentence' })];

  it('is the posted one', () => {
    roll({ history: readyToVote(...three), votes, textHash: HASH }).thenLike(...counted('APPROVED', { textHash: HASH }));
    roll({ history: readyToVote(...three), votes, textHash: OTHER_HASH }).refused(OTHER_TEXT_THAN_POSTED);
  });

  it('is still before the Board, as it was posted', () => {
    roll({ history: readyToVote(...three), votes, facts: { ...FACTS, texts: {} } }).refused(TEXT_NOT_BEFORE_THE_BOARD);
    const other = { ...FACTS, texts: { 'draft-1': { textHash: OTHER_HASH, commentTrack: 'NONE' as const } } };
    roll({ history: readyToVote(...three), votes, facts: other }).refused(OTHER_TEXT_THAN_POSTED);
  });

  it('is another where the motion captured the words of the amendment', () => {
    roll({ history: amended, votes, textHash: OTHER_HASH }).thenLike(...counted('APPROVED_AS_AMENDED', { textHash: OTHER_HASH }));
    const item = { number: '3A', title: 'The protocol', kind: 'ACTION', section: 'REGULAR', draftId: 'draft-1' };
    const decided = {
      ...item,
      boardId: 'board-1',
      ayes: 3,
      noes: 0,
      abstentions: 0,
      recused: [],
      present: three,
      decidedAt: VOTE_AT,
    };
    const answer = meeting.decide(
      { name: 'record-roll-call', data: { items: ['3A'], votes } },
      stateAfter(...amended),
      contextOf({ occurredAt: VOTE_AT }),
      FACTS,
    );
    expect(answer).toHaveProperty('1', {
      type: 'meeting.item-decided',
      data: { ...decided, outcome: 'APPROVED_AS_AMENDED', amendment: 'strike the second sentence' },
    });
  });

  it('is the posted one again where a later motion dropped the amendment', () => {
    const substituted = [...amended, moved({ movedAt: VOTE_AT })];
    roll({ history: substituted, votes, textHash: OTHER_HASH }).refused(OTHER_TEXT_THAN_POSTED);
    roll({ history: substituted, votes }).thenLike(...counted('APPROVED', { textHash: HASH }));
  });

  it('is never the posted one where the motion amends it', () => {
    roll({ history: amended, votes, textHash: HASH }).refused(AMENDED_TEXT_DIFFERS);
  });

  it('carries the words of the last amendment: a friendly one takes the place of the first', () => {
    const friendly = [...amended, moved({ amendment: 'strike the third sentence', movedAt: '2026-03-10T16:55:00.000Z' })];
    roll({ history: friendly, votes, textHash: OTHER_HASH }).thenLike(
      ...counted('APPROVED_AS_AMENDED', { amendment: 'strike the third sentence', textHash: OTHER_HASH }),
    );
    // Offered after the vote, it was not voted on.
    const late = [...amended, moved({ amendment: 'strike it all', movedAt: '2026-03-10T17:00:00.001Z' })];
    roll({ history: late, votes }).thenLike(...counted('APPROVED_AS_AMENDED', { amendment: 'strike the second sentence' }));
  });

  it('fails like any other where the ayes are short, amended or not', () => {
    roll({ history: amended, votes: votesOf('AYE', 'ana', 'ben') }).thenLike(...counted('FAILED'));
  });

  it('is named by hash for one item on a text at a time', () => {
    const items = [ITEM, { ...ITEM, number: '6', draftId: 'draft-2' }];
    const texts = { ...FACTS.texts, 'draft-2': { textHash: HASH, commentTrack: 'NONE' as const } };
    const both = moved({ items: ['3A', '6'], amendment: 'in both' });
    const history = [
      scheduled(),
      ...items.map(placed),
      posted(undefined, items),
      convened,
      ...arrived(...three),
      heard(['3A', '6']),
      both,
    ];
    roll({ history, votes, items: ['3A', '6'], textHash: OTHER_HASH, facts: { ...FACTS, texts } }).refused(
      OTHER_TEXT_THAN_POSTED,
    );
    const onRequest = [...opened(...three), heard(), moved({ items: ['4'] })];
    roll({ history: onRequest, votes, items: ['4'], textHash: HASH }).refused(OTHER_TEXT_THAN_POSTED);
  });
});
