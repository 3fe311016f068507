import { losAngeles } from '#jurisdiction';
import { type Context, NOT_IN_THIS_STATE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA } from './agenda.js';
import { type MeetingEvent, outcomeOfItem } from './meeting-record.js';
import { meeting } from './meeting.js';
import { OWN_RECUSAL_ONLY, RECUSED_ALREADY } from './recusal.js';
import { NOT_A_MEMBER } from './sitting.js';
import {
  afterVote,
  ARRIVAL,
  FACTS,
  ITEM,
  onTheAgenda,
  opened,
  placed,
  posted,
  readyToVote,
  recused,
  VOTE_AT,
  votesOf,
} from './spec-meeting.js';
import { VOTER_RECUSED } from './votes.js';

const { given, stateAfter } = storiesOf(meeting);
const recuse = (member: string, ...items: string[]) =>
  ({ name: 'record-recusal', data: { member, items, ground: 'An interest' } }) as const;
const at: Partial<Context> = { occurredAt: ARRIVAL, role: 'board-secretary' };
const four = ['ana', 'ben', 'cho', 'dee'];

describe('A recusal', () => {
  it('is recorded from the posting on, for members and items of the agenda, once', () => {
    given(...onTheAgenda, posted())
      .when(recuse('ana', '3A', '3A'), at, FACTS)
      .then(recused('ana', '3A'));
    given(...opened(...four))
      .when(recuse('ana', '3A', '4'), at, FACTS)
      .then(recused('ana', '3A', '4'));
    given(...onTheAgenda)
      .when(recuse('ana', '3A'), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...onTheAgenda, posted(), placed({ ...ITEM, number: '6' }))
      .when(recuse('ana', '6'), at, FACTS)
      .then(recused('ana', '6'));
    given(...opened(...four))
      .when(recuse('zoe', '3A'), at, FACTS)
      .refused(NOT_A_MEMBER);
    given(...opened(...four))
      .when(recuse('ana', '9'), at, FACTS)
      .refused(ITEM_NOT_ON_AGENDA);
    given(...opened(...four), recused('ana', '3A'))
      .when(recuse('ana', '4', '3A'), at, FACTS)
      .refused(RECUSED_ALREADY);
    given(...opened(...four), recused('ana', '3A'))
      .when(recuse('ana', '4'), at, FACTS)
      .then(recused('ana', '4'));
  });

  it('holds from before the meeting into the vote', () => {
    const early = [...onTheAgenda, posted(), recused('ana', '3A'), ...readyToVote(...four).slice(onTheAgenda.length + 1)];
    given(...early)
      .when({ name: 'record-roll-call', data: { items: ['3A'], votes: votesOf('AYE', ...four) } }, { occurredAt: VOTE_AT }, FACTS)
      .refused(VOTER_RECUSED);
  });

  it('is entered by a commissioner for no other commissioner', () => {
    const asAna = { ...at, role: 'commissioner', actor: 'ana' } as const;
    given(...opened(...four))
      .when(recuse('ana', '3A'), asAna, FACTS)
      .then(recused('ana', '3A'));
    given(...opened(...four))
      .when(recuse('ben', '3A'), asAna, FACTS)
      .refused(OWN_RECUSAL_ONLY);
    given(...opened(...four))
      .when(recuse('ben', '3A'), { ...asAna, performedBy: 'ben' }, FACTS)
      .refused(OWN_RECUSAL_ONLY);
  });
});

describe('A late recusal', () => {
  const late = { occurredAt: '2026-03-12T20:00:00.000Z', role: 'board-secretary' } as const;
  const context = contextOf({ occurredAt: VOTE_AT });
  const closed: MeetingEvent = { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'ADJOURNED' } };
  const flagged = (member: string, count: object): MeetingEvent => ({
    type: 'meeting.recusal-recorded',
    data: {
      ...{ member, items: ['3A'], ground: 'An interest', recusedAt: late.occurredAt, late: true },
      recounts: [{ number: '3A', noes: 0, abstentions: 0, ...count } as never],
    },
  });
  const changed: MeetingEvent = {
    type: 'meeting.outcome-changed',
    data: { number: '3A', was: 'APPROVED', is: 'FAILED', ayes: 2, noes: 0, abstentions: 0 },
  };

  it('is flagged and keeps the outcome where the item carries without the vote', () => {
    const voted = [...afterVote(readyToVote(...four), votesOf('AYE', ...four), context), closed];
    const expected = flagged('dee', { ayes: 3, outcome: 'APPROVED' });
    given(...voted)
      .when(recuse('dee', '3A'), late, FACTS)
      .then(expected);
    expect(outcomeOfItem(stateAfter(...voted, expected), '3A')).toBe('APPROVED');
  });

  it('changes the outcome where the item no longer carries', () => {
    const voted = afterVote(readyToVote('ana', 'ben', 'cho'), votesOf('AYE', 'ana', 'ben', 'cho'), context);
    given(...voted)
      .when(recuse('cho', '3A'), late, FACTS)
      .then(flagged('cho', { ayes: 2, outcome: 'FAILED' }), changed);
    expect(outcomeOfItem(stateAfter(...voted, changed), '3A')).toBe('FAILED');
  });

  it('adds up: the second one tips what the first one left', () => {
    const first = flagged('dee', { ayes: 3, outcome: 'APPROVED' });
    const voted = [...afterVote(readyToVote(...four), votesOf('AYE', ...four), context), closed, first];
    given(...voted)
      .when(recuse('cho', '3A'), late, FACTS)
      .then(flagged('cho', { ayes: 2, outcome: 'FAILED' }), changed);
  });

  it('of a member who voted no leaves the ayes and the outcome', () => {
    const votes = [...votesOf('AYE', 'ana', 'ben', 'cho'), ...votesOf('NO', 'dee')];
    const voted = afterVote(readyToVote(...four), votes, context);
    given(...voted)
      .when(recuse('dee', '3A'), late, FACTS)
      .then(flagged('dee', { ayes: 3, outcome: 'APPROVED' }));
  });

  it('leaves a failed item failed', () => {
    const voted = afterVote(readyToVote('ana', 'ben', 'cho'), votesOf('AYE', 'ana', 'ben'), context);
    given(...voted)
      .when(recuse('ana', '3A'), late, FACTS)
      .then(flagged('ana', { ayes: 1, outcome: 'FAILED' }));
  });

  it('goes by the rule of the day of the vote', () => {
    const lax = { ...losAngeles, board: { ...losAngeles.board, ayesToAdopt: 2, recusedCountTowardQuorum: true } };
    const voted = afterVote(readyToVote('ana', 'ben', 'cho'), votesOf('AYE', 'ana', 'ben', 'cho'), { ...context, profile: lax });
    given(...voted)
      .when(recuse('cho', '3A'), late, FACTS)
      .then(flagged('cho', { ayes: 2, outcome: 'APPROVED' }));
    const laxWithoutRecused = { ...lax, board: { ...lax.board, recusedCountTowardQuorum: false } };
    const strict = afterVote(readyToVote('ana', 'ben', 'cho'), votesOf('AYE', 'ana', 'ben', 'cho'), {
      ...context,
      profile: laxWithoutRecused,
    });
    given(...strict)
      .when(recuse('cho', '3A'), late, FACTS)
      .then(flagged('cho', { ayes: 2, outcome: 'FAILED' }), changed);
  });

  it('is late for the decided items only', () => {
    const voted = afterVote(readyToVote(...four), votesOf('AYE', ...four), context);
    given(...voted)
      .when(recuse('dee', '4', '3A'), late, FACTS)
      .thenLike(
        { type: 'meeting.recusal-recorded', data: { items: ['4'], late: false, recounts: [] } },
        { type: 'meeting.recusal-recorded', data: { items: ['3A'], late: true } },
      );
  });
});
