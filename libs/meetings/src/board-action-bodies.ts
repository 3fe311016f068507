/** The bodies of the commands on actions of the Board: what the door checks, and what OpenAPI says. */
import { CommandBody, DateField, Flag, InstantField, OneOf, RecordId, Shaped, Subset, Text, Texts, Whole } from '#command-queue';
import { CAPACITIES, type Capacity } from './domain/attestation.js';
import { ITEM_OUTCOMES, type ItemOutcome } from './domain/agenda-item.js';
import { WAIVER_READERS, type WaiverReader } from './domain/privilege.js';
import { WAIVERS } from './domain/council-review-record.js';

export class RecordBoardActionBody extends CommandBody {
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

  @Whole(0, 100, { optional: true, about: 'The count is unknown of some votes of the past.' })
  ayes?: number;

  @Whole(0, 100, { optional: true })
  noes?: number;

  @Whole(0, 100, { optional: true })
  abstentions?: number;

  @Flag({ optional: true, about: 'Of the past: nobody is known to have voted otherwise, by however many votes.' })
  unanimous?: true;

  @Texts(200, { atLeast: 0, about: 'Members recused from the item.' })
  recused!: string[];

  @Flag()
  amended!: boolean;

  @InstantField()
  adoptedAt!: string;
}

/** What a command on an existing action names; each command has a class of its own, which the bus tells it by. */
abstract class ActionBody extends CommandBody {
  @RecordId()
  boardActionId!: string;
}

export class AttestActionBody extends ActionBody {
  @OneOf(CAPACITIES, { about: 'SECRETARY for the secretary; for a commissioner the office held, or MEMBER.' })
  as!: Capacity;
}

export class NoteCouncilDayBody extends ActionBody {
  @Texts(10, { atMost: 1_000, about: 'Dates, YYYY-MM-DD.' })
  days!: string[];
}

export class RecountCouncilDaysBody extends ActionBody {
  @DateField({ about: 'The day that is taken from the record.' })
  struck!: string;

  @Text(1_000, { about: 'Why it was no regular day of the Council.' })
  reason!: string;
}

export class EndCouncilReviewBody extends ActionBody {}

export class EscalateVetoPeriodBody extends ActionBody {}

export class EndVetoPeriodBody extends ActionBody {}

abstract class CouncilFileBody extends ActionBody {
  @Text(60, { about: 'The Council file in which the act stands: `26-0123`.' })
  councilFile!: string;
}

abstract class CouncilVoteBody extends CouncilFileBody {
  @Whole(0, 100)
  ayes!: number;

  @Whole(0, 100)
  noes!: number;
}

export class RecordCouncilAssertionBody extends CouncilVoteBody {}

export class RecordCouncilVetoBody extends CouncilVoteBody {}

export class RecordCouncilRemandBody extends CouncilFileBody {}

export class RecordCouncilAmendmentBody extends CouncilFileBody {}

export class RecordCouncilWaiverBody extends ActionBody {
  @OneOf(WAIVERS, { about: 'An ordinance waives a class of actions, a resolution a single one.' })
  by!: (typeof WAIVERS)[number];

  @Text(200, { about: 'The ordinance or the resolution.' })
  citation!: string;

  @Text(500, { optional: true, about: 'The class that the ordinance waives; needed with ORDINANCE.' })
  class?: string;
}

export class RecordCureDemandBody extends ActionBody {
  @Text(200, { about: 'Where the demand is filed; who made it stays there.' })
  reference!: string;

  @Text(2_000, { about: 'The violation that it alleges, without names of private persons.' })
  alleges!: string;
}

export class CorrectCureDemandBody extends ActionBody {
  @Whole(1, 1_000, { about: 'The number of the demand on the action, from 1.' })
  demand!: number;

  @InstantField({ about: 'When it came in.' })
  receivedAt!: string;

  @Text(1_000, { about: 'Why that is the instant.' })
  reason!: string;
}

abstract class CureAnswerBody extends ActionBody {
  @Whole(1, 1_000, { about: 'The number of the demand on the action, from 1.' })
  demand!: number;

  @Text(2_000, { about: 'How the action was cured or corrected, or why it is not.' })
  answer!: string;
}

export class RecordCureBody extends CureAnswerBody {}

export class RefuseCureDemandBody extends CureAnswerBody {}

export class EscalateCureDemandBody extends ActionBody {}

export class EndCurePeriodBody extends ActionBody {}

export class SetConditionBody extends ActionBody {
  @Text(1_000, { about: 'What the Board made its adoption depend on.' })
  text!: string;

  @DateField({ optional: true, about: 'The day by which it is to be met, where the Board set one.' })
  dueOn?: string;
}

export class RecordConditionMetBody extends ActionBody {
  @Whole(1, 1_000, { about: 'The number of the condition on the action, from 1.' })
  condition!: number;

  @Text(2_000, { about: 'How it was met, and where that can be read.' })
  how!: string;
}

export class NoteOrderSignedBody extends ActionBody {
  @RecordId()
  orderId!: string;
}

export class NoteOutcomeChangedBody extends ActionBody {
  @OneOf(ITEM_OUTCOMES, { about: 'Of its item as it stands now.' })
  outcome!: ItemOutcome;
}

export class RecordActionRescindedBody extends ActionBody {
  @RecordId({ about: 'The later action by which the Board rescinded it.' })
  byActionId!: string;
}

export class RecordProvisionDeclinedBody extends ActionBody {
  @RecordId({ about: 'The requested provision that the Board declined; of a divided one, the part.' })
  provisionId!: string;

  @Text(2_000, { about: 'Why, as the Board gave it.' })
  reason!: string;
}

export class WaivePrivilegeBody extends ActionBody {
  @RecordId({ optional: true, about: 'The draft on which the advice was given.' })
  draftId?: string;

  @Text(1_000, { about: 'Which privileged advice is opened, in the words of the motion.' })
  scope!: string;

  @Subset(WAIVER_READERS, {
    optional: true,
    about:
      'Who may read, from now on, what is on record on the draft by now; `public` is everybody. Without it nothing is opened here.',
  })
  readers?: WaiverReader[];
}
