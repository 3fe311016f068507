import { losAngeles } from '#jurisdiction';
import type { Context, Profile } from '#kernel';
import { storiesOf } from '#testing';
import type { MeetingEvent, MeetingFacts, RollCallVote } from './meeting-record.js';
import { meeting } from './meeting.js';
import { SECOND_REQUIRED } from './motion.js';
import { EXCEPTION_NOT_OPEN, POSTED_TOO_LATE } from './notice.js';
import { FACTS, heard, moved, opened, readyToVote, VOTE_AT, votesOf } from './spec-meeting.js';

const { given } = storiesOf(meeting);
const three = ['ana', 'ben', 'cho'];

interface Vote {
  readonly history: readonly MeetingEvent[];
  readonly votes: readonly RollCallVote[];
  readonly items?: readonly string[];
  readonly context?: Partial<Context>;
  readonly facts?: MeetingFacts;
}

const roll = ({ history, votes, items = ['3A'], context, facts = FACTS }: Vote) =>
  given(...history).when({ name: 'record-roll-call', data: { items, votes } }, { occurredAt: VOTE_AT, ...context }, facts);

const counted = (outcome: string) =>
  [{ type: 'meeting.roll-call-recorded' }, { type: 'meeting.item-decided', data: { number: '3A', outcome } }] as const;

describe('A roll call on an item whose request was begun under earlier rules', () => {
  const noticed = (REGULAR: number): Profile => ({ ...losAngeles, noticeHours: { ...losAngeles.noticeHours, REGULAR } });
  const majority = (ayesToAdopt: number): Profile => ({ ...losAngeles, board: { ...losAngeles.board, ayesToAdopt } });
  /** Posted 92 h and 30 min before the start. */
  const history = readyToVote(...three);
  const votes = votesOf('AYE', ...three);

  it('asks for the hours of notice of those rules', () => {
    const earlier = (hours: number): MeetingFacts => ({ ...FACTS, rules: { '3A': noticed(hours) } });
    roll({ history, votes, context: { profile: noticed(96) } }).refused(POSTED_TOO_LATE);
    roll({ history, votes, context: { profile: noticed(96) }, facts: earlier(92) }).thenLike(...counted('APPROVED'));
    roll({ history, votes, facts: earlier(93) }).refused(POSTED_TOO_LATE);
  });

  it('counts by those rules, item by item, and keeps them with the vote', () => {
    const both = [...opened(...three), heard(), moved({ items: ['3A', '4'] })];
    const facts: MeetingFacts = { ...FACTS, rules: { '4': majority(4) } };
    const rule = { quorum: 3, ayesToAdopt: 3, recusedCountTowardQuorum: false };
    roll({ history: both, votes, items: ['3A', '4'], facts }).thenLike(
      { type: 'meeting.roll-call-recorded', data: { rule, rules: { '4': { ...rule, ayesToAdopt: 4 } } } },
      { type: 'meeting.item-decided', data: { number: '3A', outcome: 'APPROVED' } },
      { type: 'meeting.item-decided', data: { number: '4', outcome: 'FAILED' } },
    );
  });

  it('wants a second where those rules do', () => {
    const seconded: Profile = { ...losAngeles, board: { ...losAngeles.board, secondRequired: true } };
    roll({ history, votes, facts: { ...FACTS, rules: { '3A': seconded } } }).refused(SECOND_REQUIRED);
    roll({ history, votes, context: { profile: seconded }, facts: { ...FACTS, rules: { '3A': losAngeles } } }).thenLike(
      ...counted('APPROVED'),
    );
  });
});

describe('An exception to notice on an item whose request was begun under earlier rules', () => {
  it('is open where those rules have it', () => {
    const { noticeExceptions } = losAngeles;
    const closed: Profile = { ...losAngeles, noticeExceptions: { ...noticeExceptions, emergencyAt: [] } };
    const find = {
      name: 'record-notice-exception',
      data: { items: ['3A'], ground: 'EMERGENCY', finding: 'A synthetic emergency', votes: votesOf('AYE', ...three) },
    } as const;
    const found = { type: 'meeting.notice-exception-recorded', data: { holds: true } } as const;
    const history = opened(...three);
    given(...history)
      .when(find, { occurredAt: VOTE_AT }, { ...FACTS, rules: { '3A': closed } })
      .refused(EXCEPTION_NOT_OPEN);
    given(...history)
      .when(find, { occurredAt: VOTE_AT, profile: closed }, { ...FACTS, rules: { '3A': losAngeles } })
      .thenLike(found);
  });
});
