import {
  RecordBoardActionBody,
  AttestActionBody,
  NoteCouncilDayBody,
  RecountCouncilDaysBody,
  EndCouncilReviewBody,
  EscalateVetoPeriodBody,
  EndVetoPeriodBody,
  RecordCouncilAssertionBody,
  RecordCouncilVetoBody,
  RecordCouncilRemandBody,
  RecordCouncilAmendmentBody,
  RecordCouncilWaiverBody,
  RecordCureDemandBody,
  CorrectCureDemandBody,
  RecordCureBody,
  RefuseCureDemandBody,
  EscalateCureDemandBody,
  EndCurePeriodBody,
  SetConditionBody,
  RecordConditionMetBody,
  NoteOrderSignedBody,
  NoteOutcomeChangedBody,
  RecordActionRescindedBody,
  WaivePrivilegeBody,
  RecordProvisionDeclinedBody,
} from './board-action-bodies.js';
import { defineLifecycle } from '#command-queue';
import { NO_SUCH_RECORD } from '#kernel';
import {
  clockOfDemand,
  clocksOfAssertion,
  clocksOfDays,
  clocksOfDemand,
  clocksOfRecount,
  STOP_REVIEW,
  STOP_VETO,
  stopOfDemand,
  warningClock,
} from './board-action-clocks.js';
import {
  ATTESTATION_TRANSITIONS,
  type AttestAction,
  SIGNED_ALREADY,
  SIGNS_FOR_ONESELF,
  SIGNS_IN_OWN_CAPACITY,
} from './domain/attestation.js';
import {
  BOARD_ACTION_TRANSITIONS,
  boardAction,
  type NoteOrderSigned,
  ONE_ACTION_AN_ITEM,
  OUTCOME_HAS_CHANGED,
  type RecordBoardAction,
  versionOfAction,
} from './domain/board-action.js';
import { CONDITION_TRANSITIONS, type RecordConditionMet, type SetCondition } from './domain/conditions.js';
import {
  COUNCIL_ACTS_IN_TIME,
  COUNCIL_CANNOT_AMEND,
  COUNCIL_REVIEW_TRANSITIONS,
  COUNCIL_VOTES_EXCEED_MEMBERS,
  REVIEW_NOT_OVER,
  TOO_FEW_COUNCIL_VOTES,
  WAIVER_NAMES_ITS_CLASS,
} from './domain/council-review.js';
import type {
  CouncilVote,
  NoteCouncilDay,
  RecordCouncilAmendment,
  RecordCouncilRemand,
  RecordCouncilWaiver,
  RecountCouncilDays,
} from './domain/council-review-record.js';
import {
  CURE_DEMAND_TRANSITIONS,
  CURE_PERIOD_NOT_OVER,
  CURE_PERIOD_OVER,
  type CorrectCureDemand,
  DEMAND_BEFORE_ACTION,
  DEMAND_RECEIVED_THEN,
  type RecordCure,
  type RecordCureDemand,
  type RefuseCureDemand,
} from './domain/cure-demand.js';
import {
  factsOfAttestation,
  factsOfCondition,
  factsOfCouncilDays,
  factsOfDeclining,
  factsOfRescinding,
  factsOfVote,
  factsOfWaiver,
  heldByItem,
} from './board-action-facts.js';
import { versionBehind } from './meeting-facts.js';
import {
  ACTION_DECIDES_SOMETHING_ELSE,
  PROVISION_NOT_TO_BE_DECLINED,
  type RecordProvisionDeclined,
} from './domain/declined-provision.js';
import { type WaivePrivilege, WAIVER_NAMES_ITS_DRAFT } from './domain/privilege.js';
import {
  type NoteOutcomeChanged,
  type RecordActionRescinded,
  RESCINDED_BY_A_LATER_ACTION,
  STANDING_TRANSITIONS,
} from './domain/standing.js';

const onAction = { subject: 'boardActionId' } as const;
const bySecretary = { ...onAction, roles: ['board-secretary'] } as const;
const bySystem = { ...onAction, roles: ['system'] } as const;

export const boardActionLifecycle = defineLifecycle({
  decider: boardAction,
  begunUnder: versionOfAction,
  transitions: BOARD_ACTION_TRANSITIONS,
  past: true,
  parts: {
    Attestation: ATTESTATION_TRANSITIONS,
    Standing: STANDING_TRANSITIONS,
    CouncilReview: COUNCIL_REVIEW_TRANSITIONS,
    CureDemand: CURE_DEMAND_TRANSITIONS,
    Condition: CONDITION_TRANSITIONS,
  },
  commands: {
    'record-board-action': {
      body: RecordBoardActionBody satisfies new () => RecordBoardAction['data'],
      summary: 'Record what the Board adopted with an item; follows the vote.',
      subject: 'new',
      roles: ['system'],
      rules: [OUTCOME_HAS_CHANGED, ONE_ACTION_AN_ITEM],
      begunUnder: versionBehind,
      facts: factsOfVote,
    },
    'attest-action': {
      body: AttestActionBody satisfies new () => AttestAction['data'],
      summary:
        'Sign an action of the Board; it is attested with the President or Vice-President, or two members, and the secretary.',
      ...onAction,
      roles: ['commissioner', 'board-secretary'],
      rules: [OUTCOME_HAS_CHANGED, SIGNS_IN_OWN_CAPACITY, SIGNS_FOR_ONESELF, SIGNED_ALREADY],
      facts: factsOfAttestation,
    },
    'note-outcome-changed': {
      body: NoteOutcomeChangedBody satisfies new () => NoteOutcomeChanged['data'],
      summary:
        'Note that the outcome of the item changed; where it no longer carries, the action and its orders have to be rescinded.',
      ...bySystem,
      rules: [],
    },
    'record-action-rescinded': {
      body: RecordActionRescindedBody satisfies new () => RecordActionRescinded['data'],
      summary: 'Record that by a later action the Board rescinded one whose vote does not carry.',
      ...bySecretary,
      rules: [NO_SUCH_RECORD, RESCINDED_BY_A_LATER_ACTION],
      facts: factsOfRescinding,
    },
    'note-council-day': {
      body: NoteCouncilDayBody satisfies new () => NoteCouncilDay['data'],
      summary: 'Count regular days of the Council toward the review of the action.',
      ...bySystem,
      rules: [],
      facts: factsOfCouncilDays,
    },
    'recount-council-days': {
      body: RecountCouncilDaysBody satisfies new () => RecountCouncilDays['data'],
      summary:
        'Count the days of the review anew, since one is taken from the record; where it made the action final, that is taken back.',
      ...bySystem,
      rules: [],
      facts: factsOfCouncilDays,
    },
    'end-council-review': {
      body: EndCouncilReviewBody,
      summary: 'Make the action final: the last day of its review is over, and the Council did not bring it before it.',
      ...bySystem,
      rules: [REVIEW_NOT_OVER],
    },
    'record-council-waiver': {
      body: RecordCouncilWaiverBody satisfies new () => RecordCouncilWaiver['data'],
      summary: 'Record that the Council waived its review, of a class by ordinance or of this action by resolution.',
      ...bySecretary,
      rules: [WAIVER_NAMES_ITS_CLASS],
    },
    'record-council-assertion': {
      body: RecordCouncilAssertionBody satisfies new () => CouncilVote,
      summary: 'Record that the Council voted to bring the action before it; the period for a veto begins.',
      ...bySecretary,
      rules: [COUNCIL_VOTES_EXCEED_MEMBERS, TOO_FEW_COUNCIL_VOTES, COUNCIL_ACTS_IN_TIME],
    },
    'record-council-veto': {
      body: RecordCouncilVetoBody satisfies new () => CouncilVote,
      summary: 'Record that the Council vetoed the action; orders that rest on it have to be rescinded.',
      ...bySecretary,
      rules: [COUNCIL_ACTS_IN_TIME, COUNCIL_VOTES_EXCEED_MEMBERS, TOO_FEW_COUNCIL_VOTES],
    },
    'escalate-veto-period': {
      body: EscalateVetoPeriodBody,
      summary: 'Tell whoever the rules name that the period for a veto nears its end: each step once.',
      ...bySystem,
      rules: [],
    },
    'end-veto-period': {
      body: EndVetoPeriodBody,
      summary: 'Make the action final: the period for a veto is over without one.',
      ...bySystem,
      rules: [REVIEW_NOT_OVER],
    },
    'record-council-remand': {
      body: RecordCouncilRemandBody satisfies new () => RecordCouncilRemand['data'],
      summary: 'Record that a vetoed action came back to the Board, which may act on the matter again.',
      ...bySecretary,
      rules: [],
    },
    'record-council-amendment': {
      body: RecordCouncilAmendmentBody satisfies new () => RecordCouncilAmendment['data'],
      summary: 'Record what would amend the action in the Council. It is always refused, and the refusal is an entry of the log.',
      ...bySecretary,
      rules: [COUNCIL_CANNOT_AMEND],
    },
    'record-cure-demand': {
      body: RecordCureDemandBody satisfies new () => RecordCureDemand['data'],
      summary: 'Record a demand to cure or correct the action; the period for an answer begins.',
      ...onAction,
      roles: ['board-secretary', 'city-attorney'],
      rules: [DEMAND_BEFORE_ACTION],
    },
    'correct-cure-demand': {
      body: CorrectCureDemandBody satisfies new () => CorrectCureDemand['data'],
      summary: 'Count the period for an answer to a demand to cure anew, since when it came in was entered wrongly.',
      ...onAction,
      roles: ['board-secretary', 'city-attorney'],
      rules: [NO_SUCH_RECORD, DEMAND_BEFORE_ACTION, DEMAND_RECEIVED_THEN],
    },
    'record-cure': {
      body: RecordCureBody satisfies new () => RecordCure['data'],
      summary: 'Record that the Board cured or corrected the action, as was demanded.',
      ...bySecretary,
      rules: [NO_SUCH_RECORD, CURE_PERIOD_OVER],
    },
    'refuse-cure-demand': {
      body: RefuseCureDemandBody satisfies new () => RefuseCureDemand['data'],
      summary: 'Record that the Board decided not to cure or correct the action.',
      ...bySecretary,
      rules: [NO_SUCH_RECORD, CURE_PERIOD_OVER],
    },
    'escalate-cure-demand': {
      body: EscalateCureDemandBody,
      summary: 'Tell whoever the rules name that the period for an answer to a demand to cure nears its end: each step once.',
      ...bySystem,
      rules: [],
    },
    'end-cure-period': {
      body: EndCurePeriodBody,
      summary: 'Deem a demand to cure refused: its period is over without an answer.',
      ...bySystem,
      rules: [CURE_PERIOD_NOT_OVER],
    },
    'set-condition': {
      body: SetConditionBody satisfies new () => SetCondition['data'],
      summary: 'Record a condition of the adoption, which is tracked until it is met.',
      ...bySecretary,
      rules: [],
      facts: factsOfCondition,
    },
    'record-adoption-condition-met': {
      body: RecordConditionMetBody satisfies new () => RecordConditionMet['data'],
      summary: 'Record that a condition of the adoption is met, how and by whom.',
      ...onAction,
      roles: ['board-secretary', 'commission-staff'],
      rules: [NO_SUCH_RECORD],
    },
    'note-order-signed': {
      body: NoteOrderSignedBody satisfies new () => NoteOrderSigned['data'],
      summary: 'Note an order that rests on the action.',
      ...bySystem,
      rules: [],
    },
    'waive-privilege': {
      body: WaivePrivilegeBody satisfies new () => WaivePrivilege['data'],
      summary:
        'Record that by this action the Board waived the privilege of legal advice; what is on record on the draft by then is open to the readers named.',
      ...bySecretary,
      rules: [OUTCOME_HAS_CHANGED, WAIVER_NAMES_ITS_DRAFT, NO_SUCH_RECORD],
      facts: factsOfWaiver,
    },
    'record-provision-declined': {
      body: RecordProvisionDeclinedBody satisfies new () => RecordProvisionDeclined['data'],
      summary: 'Record that by this action the Board declined a requested provision, and why; the provision ends.',
      ...bySecretary,
      rules: [OUTCOME_HAS_CHANGED, ACTION_DECIDES_SOMETHING_ELSE, PROVISION_NOT_TO_BE_DECLINED, NO_SUCH_RECORD],
      facts: factsOfDeclining,
    },
  },
  events: {
    'board-action.adopted': { schemaVersion: 1, visibility: 'PUBLIC', claims: heldByItem },
    'board-action.attestation-signed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.attested': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.rescission-required': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.stands-again': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.rescinded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.council-review-opened': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.council-days-counted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: clocksOfDays },
    'board-action.council-days-recounted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: clocksOfRecount },
    'board-action.council-review-nears-its-end': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.council-review-waived': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => STOP_REVIEW },
    'board-action.jurisdiction-asserted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: clocksOfAssertion },
    'board-action.final': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [...STOP_REVIEW, ...STOP_VETO] },
    'board-action.finality-withdrawn': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.veto-period-escalated': {
      schemaVersion: 1,
      visibility: 'PUBLIC',
      clocks: ({ next }) => [warningClock('veto-escalation', 'escalate-veto-period', next)],
    },
    'board-action.vetoed': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => STOP_VETO },
    'board-action.remanded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.cure-demand-received': { schemaVersion: 1, visibility: 'INTERNAL', clocks: clocksOfDemand },
    'board-action.cure-demand-recomputed': { schemaVersion: 1, visibility: 'INTERNAL', clocks: clocksOfDemand },
    'board-action.cure-demand-escalated': {
      schemaVersion: 1,
      visibility: 'INTERNAL',
      clocks: ({ demand, next }) => [warningClock(`${clockOfDemand(demand)}-escalation`, 'escalate-cure-demand', next)],
    },
    'board-action.cured': { schemaVersion: 1, visibility: 'PUBLIC', clocks: stopOfDemand },
    'board-action.cure-refused': { schemaVersion: 1, visibility: 'PUBLIC', clocks: stopOfDemand },
    'board-action.cure-deemed-refused': { schemaVersion: 1, visibility: 'PUBLIC', clocks: stopOfDemand },
    'board-action.condition-set': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.condition-met': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.order-signed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.privilege-waived': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-action.provision-declined': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
