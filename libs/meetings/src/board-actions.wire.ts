import {
  CommandBody,
  defineLifecycle,
  type FactReader,
  Flag,
  InstantField,
  OneOf,
  RecordId,
  Shaped,
  Text,
  Texts,
  Whole,
} from '#command-queue';
import {
  type AdoptedItem,
  type AttestAction,
  type BoardAction,
  boardAction,
  type BoardActionFacts,
  CAPACITIES,
  type Capacity,
  OUTCOME_HAS_CHANGED,
  type RecordBoardAction,
  SIGNED_ALREADY,
  SIGNS_FOR_ONESELF,
  SIGNS_IN_OWN_CAPACITY,
} from './domain/board-action.js';
import { board } from './domain/board.js';
import { outcomeOfItem } from './domain/meeting-record.js';
import { meeting } from './domain/meeting.js';

class RecordBoardActionBody extends CommandBody {
  @RecordId()
  boardId!: string;

  @RecordId()
  meetingId!: string;

  @Text(4)
  itemNumber!: string;

  @Text(1_000)
  title!: string;

  @RecordId({ optional: true })
  draftId?: string;

  @Shaped(/^[0-9a-f]{64}$/, 'a'.repeat(64), { optional: true })
  textHash?: string;

  @RecordId({ optional: true })
  requestId?: string;

  @RecordId({ optional: true })
  boardReportId?: string;

  @Whole(0, 100)
  ayes!: number;

  @Whole(0, 100)
  noes!: number;

  @Whole(0, 100)
  abstentions!: number;

  @Texts(200, { atLeast: 0, about: 'Members recused from the item.' })
  recused!: string[];

  @Flag()
  amended!: boolean;

  @InstantField()
  adoptedAt!: string;
}

class AttestActionBody extends CommandBody {
  @RecordId()
  boardActionId!: string;

  @OneOf(CAPACITIES, { about: 'SECRETARY for the secretary; for a commissioner the office held, or MEMBER.' })
  as!: Capacity;
}

export const boardActionLifecycle = defineLifecycle({
  decider: boardAction,
  commands: {
    'record-board-action': {
      body: RecordBoardActionBody satisfies new () => RecordBoardAction['data'],
      summary: 'Record what the Board adopted with an item; follows the vote.',
      subject: 'new',
      roles: ['system'],
      states: ['none'],
      rules: [OUTCOME_HAS_CHANGED],
      facts: factsOfVote,
    },
    'attest-action': {
      body: AttestActionBody satisfies new () => AttestAction['data'],
      summary:
        'Sign an action of the Board; it is attested with the President or Vice-President, or two members, and the secretary.',
      subject: 'boardActionId',
      roles: ['commissioner', 'board-secretary'],
      states: ['ADOPTED'],
      rules: [OUTCOME_HAS_CHANGED, SIGNS_IN_OWN_CAPACITY, SIGNS_FOR_ONESELF, SIGNED_ALREADY],
      facts: factsOfAttestation,
    },
  },
  events: {
    'board-action.adopted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.attestation-signed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.attested': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

async function factsOfVote(
  read: FactReader,
  { meetingId, itemNumber }: Pick<AdoptedItem, 'meetingId' | 'itemNumber'>,
): Promise<BoardActionFacts> {
  const vote = await read.state(meeting, meetingId);
  const outcome = vote && outcomeOfItem(vote, itemNumber);
  return outcome ? { outcome } : {};
}

async function factsOfAttestation(read: FactReader, _data: unknown, state: BoardAction): Promise<BoardActionFacts> {
  if (state.status === 'none') return {};
  const members = await read.state(board, state.item.boardId);
  return { ...(await factsOfVote(read, state.item)), ...(members ? { board: members } : {}) };
}
