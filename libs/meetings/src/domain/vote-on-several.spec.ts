import { losAngeles } from '#jurisdiction';
import type { Profile } from '#kernel';
import { storiesOf } from '#testing';
import { ITEM_IS_DECIDED } from './agenda-item.js';
import type { MeetingEvent, MeetingFacts } from './meeting-record.js';
import { meeting } from './meeting.js';
import { SECOND_REQUIRED } from './motion.js';
import { FACTS, FOR_INFORMATION, heard, moved, opened, SECOND_ITEM, VOTE_AT, votesOf } from './spec-meeting.js';

const { given } = storiesOf(meeting);
const three = ['ana', 'ben', 'cho'];
const room = [...opened(...three), heard()];
const vote = (history: readonly MeetingEvent[], items: readonly string[], facts: MeetingFacts = FACTS) =>
  given(...history).when(
    { name: 'record-roll-call', data: { items, votes: votesOf('AYE', ...three) } },
    { occurredAt: VOTE_AT },
    facts,
  );
const ruled = (number: string, board: Partial<Profile['board']>): MeetingFacts => ({
  ...FACTS,
  rules: { [number]: { ...losAngeles, board: { ...losAngeles.board, ...board } } },
});

describe('A vote on several items', () => {
  const filed = { disposition: 'RECEIVED_AND_FILED' } as const;

  it('was seconded where the rules of one of them want that', () => {
    const both = [...room, moved({ items: ['3A', '4'] })];
    for (const number of ['3A', '4']) vote(both, ['3A', '4'], ruled(number, { secondRequired: true })).refused(SECOND_REQUIRED);
    vote(both, ['3A', '4']).thenLike(
      ...[{ type: 'meeting.roll-call-recorded' } as const],
      ...['3A', '4'].map((number) => ({ type: 'meeting.item-decided', data: { number } }) as const),
    );
  });

  it('disposes of them where it carries on each', () => {
    const disposal = [...room, moved({ items: ['3A', '5'], proposes: filed })];
    vote(disposal, ['3A', '5'], ruled('3A', { ayesToAdopt: 4 })).thenLike(
      { type: 'meeting.roll-call-recorded' },
      { type: 'meeting.motion-failed', data: { items: ['3A', '5'] } },
    );
  });
});

describe('A vote on one item', () => {
  it('names no text where the item has none', () => {
    const tally = { ayes: 3, noes: 0, abstentions: 0 };
    const rule = { quorum: 3, ayesToAdopt: 3, recusedCountTowardQuorum: false };
    vote([...room, moved({ items: ['4'] })], ['4']).then(
      {
        type: 'meeting.roll-call-recorded',
        data: { items: ['4'], votes: votesOf('AYE', ...three), present: three, rule, votedAt: VOTE_AT, ...tally },
      },
      {
        type: 'meeting.item-decided',
        data: {
          ...{ ...SECOND_ITEM, boardId: 'board-1', outcome: 'APPROVED', ...tally },
          ...{ recused: [], present: three, decidedAt: VOTE_AT },
        },
      },
    );
  });

  it('is not taken on what the chair has disposed of', () => {
    const disposed: MeetingEvent = {
      type: 'meeting.item-disposed',
      data: { ...FOR_INFORMATION, boardId: 'board-1', disposition: 'HEARD', by: 'CHAIR', disposedAt: VOTE_AT },
    };
    vote([...room, disposed], ['5']).refused(ITEM_IS_DECIDED);
  });
});
