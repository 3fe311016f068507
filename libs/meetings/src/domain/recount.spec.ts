import { losAngeles } from '#jurisdiction';
import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, type Profile } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA } from './agenda.js';
import { outcomeOfItem, type MeetingEvent, type NoteVoteCorrected, type RollCallVote } from './meeting-record.js';
import { meeting } from './meeting.js';
import { afterVote, FACTS, heard, ITEM, moved, opened, readyToVote, VOTE_AT, votesOf } from './spec-meeting.js';

const { given, stateAfter } = storiesOf(meeting);
const four = ['ana', 'ben', 'cho', 'dee'];
const context = contextOf({ occurredAt: VOTE_AT });
const bySystem = { role: 'system', occurredAt: '2026-03-12T20:00:00.000Z' } as const;
const closed: MeetingEvent = { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'ADJOURNED' } };
const noted: MeetingEvent = {
  type: 'meeting.action-noted',
  data: { number: '3A', boardActionId: 'action-1', outcome: 'APPROVED' },
};
const voted = (votes: readonly RollCallVote[], history = readyToVote(...four)): MeetingEvent[] => [
  ...afterVote(history, votes, context),
  closed,
];
const ayesOf = (...ayes: string[]): RollCallVote[] => [
  ...votesOf('AYE', ...ayes),
  ...votesOf('NO', ...four.filter((member) => !ayes.includes(member))),
];
const putRight = (member: string, vote: RollCallVote['vote'], items: readonly string[] = ['3A']): NoteVoteCorrected => ({
  name: 'note-vote-corrected',
  data: { items, votedAt: VOTE_AT, member, vote },
});
const counted = (ayes: number, noes: number, abstentions = 0) => ({ ayes, noes, abstentions });

describe('The action of the Board that an item became', () => {
  const note = { name: 'note-board-action', data: { number: '3A', boardActionId: 'action-1' } } as const;

  it('is noted on the item, once', () => {
    const adopted = voted(ayesOf(...four));
    given(...adopted)
      .when(note, bySystem)
      .then(noted);
    given(...adopted, noted)
      .when(note, bySystem)
      .then();
    expect(stateAfter(...adopted, noted)).toMatchObject({ items: [{ boardActionId: 'action-1' }, {}, {}] });
  });

  it('is noted with the outcome as it stands by then', () => {
    const changed: MeetingEvent = {
      type: 'meeting.outcome-changed',
      data: { number: '3A', was: 'APPROVED', is: 'FAILED', ...counted(2, 0) },
    };
    given(...voted(ayesOf('ana', 'ben', 'cho')), changed)
      .when(note, bySystem)
      .then({ ...noted, data: { ...noted.data, outcome: 'FAILED' } });
  });

  it('is noted on a decided item of the agenda only', () => {
    given(...readyToVote(...four))
      .when(note, bySystem)
      .refused(NOT_IN_THIS_STATE);
    given(...voted(ayesOf(...four)))
      .when({ ...note, data: { ...note.data, number: '9' } }, bySystem)
      .refused(ITEM_NOT_ON_AGENDA);
  });

  it('is named by a change of the outcome that a late recusal brings', () => {
    const secretary = { role: 'board-secretary', occurredAt: bySystem.occurredAt } as const;
    const recuse = { name: 'record-recusal', data: { member: 'cho', items: ['3A'], ground: 'An interest' } } as const;
    given(...voted(ayesOf('ana', 'ben', 'cho')), noted)
      .when(recuse, secretary, FACTS)
      .thenLike(
        { type: 'meeting.recusal-recorded' },
        { type: 'meeting.outcome-changed', data: { was: 'APPROVED', is: 'FAILED', boardActionId: 'action-1' } },
      );
  });
});

describe('An action that was adopted before an action was noted on its item', () => {
  const [adopted, actions] = [voted(ayesOf('ana', 'ben', 'cho')), { '3A': 'action-1', '4': 'action-2' }];
  const named = { type: 'meeting.outcome-changed', data: { was: 'APPROVED', is: 'FAILED', boardActionId: 'action-1' } } as const;

  it('is found by its own record where a vote is put right', () => {
    given(...adopted)
      .when(putRight('cho', 'NO'), bySystem, { actions })
      .thenLike({ type: 'meeting.vote-corrected' }, named);
  });

  it('is found by its own record where a recusal comes late', () => {
    const secretary = { role: 'board-secretary', occurredAt: bySystem.occurredAt } as const;
    given(...adopted)
      .when({ name: 'record-recusal', data: { member: 'cho', items: ['3A'], ground: 'An interest' } }, secretary, {
        ...FACTS,
        actions,
      })
      .thenLike({ type: 'meeting.recusal-recorded' }, named);
  });

  it('is the one that is noted, where one is', () => {
    given(...adopted, noted)
      .when(putRight('cho', 'NO'), bySystem, { actions: { '3A': 'action-9' } })
      .thenLike({ type: 'meeting.vote-corrected' }, named);
  });
});

describe('A vote that had been entered wrongly', () => {
  it('is counted as it was cast; the outcome stays where it carries all the same', () => {
    const history = voted(ayesOf(...four));
    const correction: MeetingEvent = {
      type: 'meeting.vote-corrected',
      data: {
        ...{ items: ['3A'], votedAt: VOTE_AT, member: 'dee', was: 'AYE', is: 'NO' },
        recounts: [{ number: '3A', ...counted(3, 1), outcome: 'APPROVED' }],
      },
    };
    given(...history)
      .when(putRight('dee', 'NO'), bySystem)
      .then(correction);
    // The next one starts from there.
    given(...history, correction, noted)
      .when(putRight('cho', 'ABSTAIN'), bySystem)
      .thenLike(
        { type: 'meeting.vote-corrected', data: { recounts: [{ ...counted(2, 1, 1), outcome: 'FAILED' }] } },
        {
          type: 'meeting.outcome-changed',
          data: { was: 'APPROVED', is: 'FAILED', boardActionId: 'action-1', ...counted(2, 1, 1) },
        },
      );
    given(...history, correction)
      .when(putRight('dee', 'NO'), bySystem)
      .then();
  });

  it('takes away what was adopted as amended, and its amendment with it', () => {
    const amended = [...opened(...four), heard(), moved({ amendment: 'Strike the last sentence.' })];
    given(...afterVote(amended, ayesOf('ana', 'ben', 'cho'), context), closed)
      .when(putRight('cho', 'NO'), bySystem)
      .then(
        {
          type: 'meeting.vote-corrected',
          data: {
            ...{ items: ['3A'], votedAt: VOTE_AT, member: 'cho', was: 'AYE', is: 'NO' },
            recounts: [{ number: '3A', ...counted(2, 2), outcome: 'FAILED' }],
          },
        },
        { type: 'meeting.outcome-changed', data: { number: '3A', was: 'APPROVED_AS_AMENDED', is: 'FAILED', ...counted(2, 2) } },
      );
  });

  it('approves what had failed, as it was moved', () => {
    const approved = { type: 'meeting.outcome-changed', data: { was: 'FAILED', is: 'APPROVED', ...counted(3, 1) } } as const;
    given(...voted(ayesOf('ana', 'ben')))
      .when(putRight('cho', 'AYE'), bySystem)
      .thenLike({ type: 'meeting.vote-corrected' }, approved);
    const amended = [...opened(...four), heard(), moved({ amendment: 'Strike the last sentence.' })];
    const history = afterVote(amended, ayesOf('ana', 'ben'), context);
    given(...history, closed)
      .when(putRight('cho', 'AYE'), bySystem)
      .thenLike({ type: 'meeting.vote-corrected' }, { ...approved, data: { ...approved.data, is: 'APPROVED_AS_AMENDED' } });
  });

  describe('and lets an item carry that had become no action', () => {
    const recused: MeetingEvent = {
      type: 'meeting.recusal-recorded',
      data: { member: 'eli', items: ['3A'], ground: 'An interest', recusedAt: VOTE_AT, late: false, recounts: [] },
    };
    const failed = voted(ayesOf('ana', 'ben'), [...readyToVote(...four), recused]);
    const carries = (history: readonly MeetingEvent[], facts = {}) =>
      given(...history).when(putRight('cho', 'AYE'), bySystem, facts);
    const { title, draftId, textHash } = ITEM;
    const adopts = { boardId: 'board-1', title, draftId, textHash, recused: ['eli'], adoptedAt: VOTE_AT };

    it('says what the action of it adopts, as of the vote', () => {
      carries(failed).thenLike(
        { type: 'meeting.vote-corrected' },
        { type: 'meeting.outcome-changed', data: { is: 'APPROVED', adopts } },
      );
    });

    it('names the request and the Board report of the item, and none who were recused from another', () => {
      const named = { requestId: 'request-1', boardReportId: 'report-1' };
      const other: MeetingEvent = { ...recused, data: { ...recused.data, member: 'dee', items: ['4'] } };
      const history = [...readyToVote(...four), recused, other].map((event) => {
        if (event.type === 'meeting.item-placed' && event.data.number === '3A')
          return { ...event, data: { ...event.data, ...named } };
        return event;
      });
      carries(voted(ayesOf('ana', 'ben'), history)).thenLike(
        { type: 'meeting.vote-corrected' },
        { type: 'meeting.outcome-changed', data: { is: 'APPROVED', adopts: { ...adopts, ...named } } },
      );
    });

    it('names the report and the minutes of the item, and the words of the amendment, for whoever learns of it', () => {
      const matter = { boardReportId: 'report-1', minutesOf: 'meeting-0' };
      const placedWith = (event: MeetingEvent): MeetingEvent =>
        event.type === 'meeting.item-placed' && event.data.number === '3A'
          ? { ...event, data: { ...event.data, ...matter } }
          : event;
      carries(voted(ayesOf('ana', 'ben'), readyToVote(...four).map(placedWith))).thenLike(
        { type: 'meeting.vote-corrected' },
        { type: 'meeting.outcome-changed', data: { is: 'APPROVED', ...matter } },
      );
      const amendment = 'Strike the last sentence.';
      const amended = [...opened(...four), heard(), moved({ amendment })].map(placedWith);
      carries(afterVote(amended, ayesOf('ana', 'ben'), context)).thenLike(
        { type: 'meeting.vote-corrected' },
        { type: 'meeting.outcome-changed', data: { is: 'APPROVED_AS_AMENDED', ...matter, amendment } },
      );
    });

    it('takes the conformed text where the motion was amended and the vote named one', () => {
      const amended = [...opened(...four), heard(), moved({ amendment: 'Strike the last sentence.' })];
      const named = [...afterVote(amended, ayesOf('ana', 'ben'), context, FACTS, 'e'.repeat(64)), closed];
      carries(named).thenLike(
        { type: 'meeting.vote-corrected' },
        { type: 'meeting.outcome-changed', data: { is: 'APPROVED_AS_AMENDED', adopts: { textHash: 'e'.repeat(64) } } },
      );
    });

    it('makes no second action of an item that has one', () => {
      const action: MeetingEvent = { ...noted, data: { ...noted.data, outcome: 'FAILED' } };
      for (const [history, facts] of [
        [[...failed, action], {}],
        [failed, { actions: { '3A': 'action-1' } }],
      ] as const) {
        const events = meeting.decide(putRight('cho', 'AYE'), stateAfter(...history), contextOf(bySystem), facts);
        expect(events).toMatchObject([{}, { data: { is: 'APPROVED', boardActionId: 'action-1' } }]);
        expect(JSON.stringify(events)).not.toContain('adopts');
      }
    });
  });

  it('does not count of a member who is recused', () => {
    const recused: MeetingEvent = {
      type: 'meeting.recusal-recorded',
      data: {
        ...{ member: 'cho', items: ['3A'], ground: 'An interest', recusedAt: VOTE_AT, late: true },
        recounts: [{ number: '3A', ...counted(2, 1), outcome: 'FAILED' }],
      },
    };
    const changed: MeetingEvent = {
      type: 'meeting.outcome-changed',
      data: { number: '3A', was: 'APPROVED', is: 'FAILED', ...counted(2, 1) },
    };
    given(...voted(ayesOf('ana', 'ben', 'cho')), recused, changed)
      .when(putRight('cho', 'NO'), bySystem)
      .thenLike({ type: 'meeting.vote-corrected', data: { recounts: [{ ...counted(2, 1), outcome: 'FAILED' }] } });
  });

  it('is one of a roll call that was taken, by a member who voted in it', () => {
    const history = voted(votesOf('AYE', 'ana', 'ben', 'cho'));
    for (const command of [
      putRight('dee', 'AYE'),
      putRight('ana', 'NO', ['4']),
      putRight('ana', 'NO', ['3A', '4']),
      { ...putRight('ana', 'NO'), data: { ...putRight('ana', 'NO').data, votedAt: bySystem.occurredAt } },
    ])
      given(...history)
        .when(command, bySystem)
        .refused(NO_SUCH_RECORD);
  });

  it('changes nothing of an item that the motion would have disposed of', () => {
    const continued = [...opened(...four), heard(), moved({ proposes: { disposition: 'CONTINUED' } })];
    const history = [...afterVote(continued, ayesOf('ana', 'ben'), context)];
    const ended: MeetingEvent = { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'NO_QUORUM' } };
    given(...history, ended)
      .when(putRight('cho', 'AYE'), bySystem)
      .thenLike({ type: 'meeting.vote-corrected', data: { recounts: [] } });
    // What fell short leaves it under the motion before.
    const before = moved({ movedAt: '2026-03-10T16:40:00.000Z' });
    const again = [...opened(...four), heard(), before, moved({ proposes: { disposition: 'CONTINUED' } })];
    given(...afterVote(again, ayesOf('ana', 'ben'), context))
      .when(putRight('cho', 'ABSTAIN'), bySystem)
      .thenLike({ type: 'meeting.vote-corrected', data: { recounts: [] } });
  });

  it('changes nothing of a vote that was taken again since', () => {
    const LATER = '2026-03-10T17:10:00.000Z';
    const filed = moved({ items: ['3A', '5'], proposes: { disposition: 'RECEIVED_AND_FILED' } });
    const first = afterVote([...opened(...four), heard(), filed], [], context, FACTS);
    const fellShort: MeetingEvent[] = [
      ...[...opened(...four), heard(), filed],
      {
        type: 'meeting.roll-call-recorded',
        data: {
          ...{ items: ['3A', '5'], votes: ayesOf('ana', 'ben'), present: four, votedAt: VOTE_AT },
          ...{ ...counted(2, 2), rule: { quorum: 3, ayesToAdopt: 3, recusedCountTowardQuorum: false } },
        },
      },
      moved({ movedAt: LATER }),
    ];
    expect(first).not.toEqual([]);
    const again = afterVote(fellShort, ayesOf('ana', 'ben', 'cho'), contextOf({ occurredAt: LATER }));
    given(...again)
      .when(putRight('cho', 'AYE', ['3A', '5']), bySystem)
      .thenLike({ type: 'meeting.vote-corrected', data: { recounts: [] } });
    // As many items, but other ones.
    given(...again)
      .when(putRight('cho', 'AYE', ['3A', '4']), bySystem)
      .refused(NO_SUCH_RECORD);
  });

  it('approves what had failed with the words of its own motion, whatever was moved beside it', () => {
    const amended = [...opened(...four), heard(), moved({ amendment: 'Strike the last sentence.' }), moved({ items: ['4'] })];
    const history = afterVote(amended, ayesOf('ana', 'ben'), context);
    given(...history, closed)
      .when(putRight('cho', 'AYE'), bySystem)
      .thenLike({ type: 'meeting.vote-corrected' }, { type: 'meeting.outcome-changed', data: { is: 'APPROVED_AS_AMENDED' } });
  });

  it('is counted by the rule that its item went by on that day', () => {
    const four4: Profile = { ...losAngeles, board: { ...losAngeles.board, ayesToAdopt: 4 } };
    const history = afterVote(readyToVote(...four), ayesOf(...four), context, { ...FACTS, rules: { '3A': four4 } });
    given(...history)
      .when(putRight('dee', 'NO'), bySystem)
      .thenLike(
        { type: 'meeting.vote-corrected' },
        { type: 'meeting.outcome-changed', data: { is: 'FAILED', ...counted(3, 1) } },
      );
    expect(outcomeOfItem(stateAfter(...history), '3A')).toBe('APPROVED');
  });
});
