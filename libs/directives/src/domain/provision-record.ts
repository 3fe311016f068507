/** What can be asked of a provision, what can have happened to it, what is known of it then, and which step leads where. */
import type { DomainCommand, DomainEvent, EscalationStep, Instant, PlainDate, Transitions } from '#kernel';

/** How a provision binds: an order to act, a request to another body, or guidance. */
export const VERBS = ['DIRECT', 'REQUEST', 'GUIDANCE'] as const;
export type Verb = (typeof VERBS)[number];

export interface ProvisionText {
  readonly directiveId: string;
  /** As the directive numbers it: `2`, `3a`. */
  readonly key: string;
  readonly verb: Verb;
  readonly addressee: string;
  readonly text: string;
  readonly elements?: readonly string[];
  /** The id of the divided provision that this is a part of. */
  readonly partOf?: string;
  /** The keys of the parts that it is divided into. */
  readonly parts?: readonly string[];
}

/** What an instant was computed from, kept beside it. `from` is not counted, the last of the `days` is. */
interface DueClock {
  readonly dueAt: Instant;
  readonly from: PlainDate;
  readonly days: number;
  /** The calendar's data. */
  readonly calendar: string;
  /** Who is told of it, and when, in the order of time; absent before such steps were kept. */
  readonly steps?: readonly EscalationStep[];
}

export interface Deadline {
  readonly dueOn?: PlainDate;
  readonly clock?: DueClock;
}

export interface EvidenceLink {
  readonly title: string;
  readonly uri: string;
  /** Of the linked file, in hex. */
  readonly sha256?: string;
}

export interface LegalHold {
  readonly authorityId: string;
  readonly scope: string;
  readonly releaseCondition: string;
}

/** A deadline that starts only if an authority gets a status: calendar days from the day on which that takes effect. */
export interface AwaitedStatus {
  readonly authorityId: string;
  readonly scope: string;
  /** As the authority's record names it: `IN_FORCE`. */
  readonly status: string;
  readonly days: number;
}

export type AddProvision = DomainCommand<'add-provision', ProvisionText & { readonly dueInDays?: number }>;
export type AssignProvision = DomainCommand<'assign-provision', { readonly department: string }>;
type StartProvision = DomainCommand<'start-provision'>;
export type SubmitEvidence = DomainCommand<
  'submit-evidence',
  { readonly links: readonly EvidenceLink[]; readonly note?: string }
>;
export type VerifyProvision = DomainCommand<'verify-provision'>;
export type ReturnEvidence = DomainCommand<'return-evidence', { readonly reason: string }>;
export type PlaceLegalHold = DomainCommand<'place-legal-hold', LegalHold>;
export type ReleaseLegalHold = DomainCommand<'release-legal-hold'>;
export type WithdrawProvision = DomainCommand<'withdraw-provision', { readonly reason: string }>;
export type SupersedeProvision = DomainCommand<'supersede-provision', { readonly reason: string }>;
export type ExtendProvisionDeadline = DomainCommand<
  'extend-provision-deadline',
  { readonly dueOn: PlainDate; readonly reason: string }
>;
export type SetConditionalDeadline = DomainCommand<'set-conditional-deadline', AwaitedStatus>;
/** The day that the deadline is counted from was entered wrongly. */
export type CorrectProvisionDeadline = DomainCommand<
  'correct-provision-deadline',
  { readonly countedFrom: PlainDate; readonly reason: string }
>;
export type RecomputeProvisionDeadline = DomainCommand<'recompute-provision-deadline'>;
export type ConfirmDeadlineStart = DomainCommand<'confirm-deadline-start'>;
export type DeclineProvision = DomainCommand<'decline-provision', { readonly boardActionId: string; readonly reason: string }>;
export type AnnounceOverdue = DomainCommand<'announce-provision-overdue'>;
export type EscalateProvision = DomainCommand<'escalate-provision'>;
export type ProvisionCommand =
  | AddProvision
  | AssignProvision
  | StartProvision
  | SubmitEvidence
  | VerifyProvision
  | ReturnEvidence
  | PlaceLegalHold
  | ReleaseLegalHold
  | WithdrawProvision
  | DeclineProvision
  | SupersedeProvision
  | ExtendProvisionDeadline
  | SetConditionalDeadline
  | ConfirmDeadlineStart
  | CorrectProvisionDeadline
  | RecomputeProvisionDeadline
  | AnnounceOverdue
  | EscalateProvision;

export type ProvisionOpened = DomainEvent<'provision.opened', ProvisionText & Deadline>;
export type ProvisionEscalated = DomainEvent<
  'provision.escalated',
  EscalationStep & {
    readonly dueOn: PlainDate;
    /** The departments that were assigned when it was told. */
    readonly departments: readonly string[];
    /** The step that comes after it. */
    readonly next?: EscalationStep;
  }
>;
/** CALENDAR: the days of the place have changed. INPUTS: what it was computed from was corrected. */
export type DeadlineRecomputed = DomainEvent<
  'provision.deadline-recomputed',
  Required<Deadline> & {
    readonly was: { readonly dueOn: PlainDate; readonly dueAt: Instant; readonly from: PlainDate; readonly calendar: string };
    readonly because: 'CALENDAR' | 'INPUTS';
    readonly reason: string;
  }
>;
interface EndedBeneath {
  /** The ids of the requests that were ever opened on it, issued or not; absent where there is none, and before they were kept. */
  readonly requests?: readonly string[];
}
export type ProvisionEvent =
  | ProvisionOpened
  | DomainEvent<'provision.assigned', { readonly department: string }>
  | DomainEvent<'provision.started', Record<string, never>>
  | DomainEvent<
      'provision.evidence-submitted',
      SubmitEvidence['data'] & {
        readonly submittedBy: string;
        /** Everybody behind the submission; before it was kept, `submittedBy` alone. */
        readonly submitters?: readonly string[];
      }
    >
  | DomainEvent<'provision.verified', Record<string, never>>
  | DomainEvent<'provision.evidence-returned', { readonly reason: string }>
  | DomainEvent<'provision.paused', LegalHold & { readonly pausedAt: Instant; readonly daysLeft?: number }>
  | DomainEvent<'provision.resumed', Deadline & { readonly status: WorkingStatus }>
  | DomainEvent<'provision.withdrawn', WithdrawProvision['data'] & EndedBeneath>
  | DomainEvent<'provision.declined', DeclineProvision['data'] & EndedBeneath>
  | DomainEvent<'provision.superseded', SupersedeProvision['data'] & EndedBeneath>
  | DomainEvent<
      'provision.deadline-extended',
      Required<Deadline> & {
        /** The date before. */
        readonly was: PlainDate;
        readonly reason: string;
        readonly grantedBy: string;
      }
    >
  | DomainEvent<'provision.deadline-awaits-status', AwaitedStatus>
  | DomainEvent<
      'provision.deadline-started',
      Required<Deadline> &
        Omit<AwaitedStatus, 'days'> & {
          /** The day from which the status holds, which the deadline is counted from. */
          readonly effectiveOn: PlainDate;
          readonly confirmedBy: string;
        }
    >
  | DeadlineRecomputed
  | DomainEvent<'provision.overdue', { readonly dueOn: PlainDate; readonly dueAt: Instant }>
  | ProvisionEscalated;

export const WORKING = ['OPEN', 'ASSIGNED', 'IN_PROGRESS', 'EVIDENCE_SUBMITTED'] as const;
type WorkingStatus = (typeof WORKING)[number];
type EndStatus = 'SATISFIED' | 'WITHDRAWN' | 'DECLINED' | 'SUPERSEDED';

export interface Named {
  readonly directiveId: string;
  readonly key: string;
  readonly verb: Verb;
}

export interface Work extends Named {
  readonly departments: readonly string[];
  /** Everybody who ever submitted evidence, returned or not. */
  readonly submitters: readonly string[];
  readonly due?: {
    readonly on: PlainDate;
    readonly at: Instant;
    /** What it was computed from. */
    readonly from: PlainDate;
    readonly days: number;
    readonly calendar: string;
    /** Those that were not told yet. */
    readonly steps: readonly EscalationStep[];
  };
  readonly overdueAnnounced: boolean;
  /** What its deadline waits for, where it starts only then. */
  readonly awaits?: AwaitedStatus;
}

export type Working = { [Status in WorkingStatus]: Work & { readonly status: Status } }[WorkingStatus];
export type OnHold = Work & {
  readonly status: 'LEGAL_HOLD';
  readonly before: WorkingStatus;
  readonly hold: LegalHold & { readonly pausedAt: Instant; readonly daysLeft?: number };
};
type Divided = Named & { readonly status: 'DIVIDED'; readonly parts: readonly string[] };
type Ended = { [Status in EndStatus]: Named & { readonly status: Status } }[EndStatus];
export type Provision = { readonly status: 'none' } | Divided | Working | OnHold | Ended;
export type ProvisionStatus = Exclude<Provision['status'], 'none'>;

/** What the decisions need to know from outside the provision's own stream. */
export interface ProvisionFacts {
  /** `ended` where nothing more can be entered under it. */
  readonly directive?: { readonly signedOn: PlainDate; readonly ended?: boolean };
  /** The provision that a part names as its whole; `parts` is empty where it is not divided. */
  readonly whole?: Named & { readonly parts: readonly string[] };
  /** The ids of the requests that were opened on it. */
  readonly requests?: readonly string[];
  readonly authority?: {
    /** The scopes in which a status of the authority was ever recorded. */
    readonly scopes: readonly string[];
    readonly statusOn: (scope: string, date: PlainDate) => string | undefined;
    /** The day from which that status holds. */
    readonly effectiveOn?: (scope: string, date: PlainDate) => PlainDate | undefined;
  };
}

const NOT_ENDED = [...WORKING, 'LEGAL_HOLD'] as const;
const EXISTING = [...NOT_ENDED, 'DIVIDED', 'SATISFIED', 'WITHDRAWN', 'DECLINED', 'SUPERSEDED'] as const;

export const PROVISION_TRANSITIONS = {
  'add-provision': { from: ['none'], to: ['OPEN', 'DIVIDED'] },
  'assign-provision': { from: ['OPEN', 'ASSIGNED', 'IN_PROGRESS'], to: ['ASSIGNED', 'IN_PROGRESS'] },
  'start-provision': { from: ['ASSIGNED'], to: ['IN_PROGRESS'] },
  'submit-evidence': { from: ['IN_PROGRESS', 'EVIDENCE_SUBMITTED'], to: ['EVIDENCE_SUBMITTED'] },
  'verify-provision': { from: ['EVIDENCE_SUBMITTED'], to: ['SATISFIED'] },
  'return-evidence': { from: ['EVIDENCE_SUBMITTED'], to: ['IN_PROGRESS'] },
  'place-legal-hold': { from: WORKING, to: ['LEGAL_HOLD'] },
  'release-legal-hold': { from: ['LEGAL_HOLD'], to: WORKING },
  'withdraw-provision': { from: NOT_ENDED, to: ['WITHDRAWN'] },
  'supersede-provision': { from: NOT_ENDED, to: ['SUPERSEDED'] },
  'extend-provision-deadline': { from: WORKING, to: WORKING },
  'set-conditional-deadline': { from: WORKING, to: WORKING },
  'correct-provision-deadline': { from: WORKING, to: WORKING },
  'recompute-provision-deadline': { from: EXISTING, to: EXISTING },
  'confirm-deadline-start': { from: WORKING, to: WORKING },
  'decline-provision': { from: NOT_ENDED, to: ['DECLINED'] },
  'announce-provision-overdue': { from: EXISTING, to: EXISTING },
  'escalate-provision': { from: EXISTING, to: EXISTING },
} as const satisfies Transitions<ProvisionCommand, Provision['status']>;

export type From<Name extends ProvisionCommand['name']> = Extract<
  Provision,
  { status: (typeof PROVISION_TRANSITIONS)[Name]['from'][number] }
>;

/** Where the ids of the requests are kept that were opened on a provision. */
export function requestScopeOf(provisionId: string): string {
  return `requests-of-provision/${provisionId.toLowerCase()}`;
}

/** What the key of a provision is unique in. */
export function keyScopeOf(directiveId: string): string {
  return `provision/${directiveId}`;
}
