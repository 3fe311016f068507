/**
 * What the Commission asks of the Chief of Police, from a draft of its staff to an answered request.
 *
 *   none ──open-request──▶ DRAFTED ──note-request-agendized──▶ AGENDIZED ──note-request-issued (by a Board action)──▶ ISSUED
 *   ISSUED ──acknowledge-request──▶ ACKNOWLEDGED ──note-response-begun──▶ IN_RESPONSE ──note-response-made──▶ RESPONDED ──close──▶ CLOSED
 *                                                                              ◀── note-response-begun ── RETURNED ◀──return──┘
 *   AGENDIZED ──note-request-not-adopted──▶ NOT_ADOPTED        DRAFTED, AGENDIZED ──withdraw-request──▶ WITHDRAWN
 *                                                              DRAFTED, AGENDIZED ──note-provision-ended──▶ WITHDRAWN
 *
 *   issued           also from NOT_ADOPTED: a vote that was put right carries after all
 *   agendized        also from AGENDIZED: it is placed on a later agenda
 *   response-begun   also from IN_RESPONSE: another draft answers it too
 *   response-made    also from RESPONDED: another draft that answers it is transmitted
 *
 *   provision-ended  its provision was declined, withdrawn or superseded; what the Board has issued stands, and so does what ended before
 *
 *   obligations      a report-back owed on it, a condition of its adoption: noted in any state when it opens and when it is met;
 *                    no request is closed over an open condition or an overdue report-back
 *
 * Nothing but the Board's action makes it binding: until then it obliges nobody. Its beginning names the version of the profile that it, and
 * what hangs on it, is decided under to its end.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  type ProfileVersion,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
} from '#kernel';
import type { AgendaPlace } from './board-report.js';

interface RequestParticulars {
  readonly provisionId: string;
  /** The report to the Board that the request travels in. */
  readonly boardReportId: string;
  readonly title: string;
  readonly asks: readonly string[];
}

export type OpenRequest = DomainCommand<'open-request', RequestParticulars>;
export type NoteRequestAgendized = DomainCommand<'note-request-agendized', AgendaPlace>;
export type NoteRequestIssued = DomainCommand<'note-request-issued', { readonly boardActionId: string }>;
export type NoteRequestNotAdopted = DomainCommand<'note-request-not-adopted'>;
export type AcknowledgeRequest = DomainCommand<'acknowledge-request'>;
export type NoteResponseBegun = DomainCommand<'note-response-begun', { readonly draftId: string }>;
export type NoteResponseMade = DomainCommand<'note-response-made', { readonly draftId: string }>;
export type ReturnRequest = DomainCommand<'return-request', { readonly reason: string }>;
export type CloseRequest = DomainCommand<'close-request'>;
export type WithdrawRequest = DomainCommand<'withdraw-request', { readonly reason: string }>;
/** Its provision ended without being carried out. */
export type NoteProvisionEnded = DomainCommand<
  'note-provision-ended',
  { readonly how: ProvisionEnd; readonly reason: string; readonly boardActionId?: string }
>;
export const PROVISION_ENDS = ['DECLINED', 'WITHDRAWN', 'SUPERSEDED'] as const;
export type ProvisionEnd = (typeof PROVISION_ENDS)[number];
/** What has to be done before a request is closed, told by the contexts that keep it. */
interface Obligation {
  /** The record that keeps it, and which of them where that keeps several: `board-actions/{id}#2`. */
  readonly obligation: string;
  readonly kind: ObligationKind;
  /** Of a report-back: the last instant at which it is in time. */
  readonly dueAt?: Instant;
}
export const OBLIGATION_KINDS = ['REPORT_BACK', 'CONDITION'] as const;
export type ObligationKind = (typeof OBLIGATION_KINDS)[number];
export type NoteObligationOpened = DomainCommand<'note-obligation-opened', Obligation>;
export type NoteObligationMet = DomainCommand<'note-obligation-met', Pick<Obligation, 'obligation'>>;
export type RequestCommand =
  | OpenRequest
  | NoteRequestAgendized
  | NoteRequestIssued
  | NoteRequestNotAdopted
  | AcknowledgeRequest
  | NoteResponseBegun
  | NoteResponseMade
  | ReturnRequest
  | CloseRequest
  | WithdrawRequest
  | NoteProvisionEnded
  | NoteObligationOpened
  | NoteObligationMet;

/** `profile`: the rules that it was begun under; absent before they were kept, and then it goes by the present ones. */
export type RequestOpened = DomainEvent<
  'request.opened',
  RequestParticulars & { readonly bpcNumber: string; readonly profile?: ProfileVersion }
>;
export type RequestEvent =
  | RequestOpened
  | DomainEvent<'request.agendized', AgendaPlace>
  | DomainEvent<'request.issued', { readonly boardActionId: string }>
  | DomainEvent<'request.not-adopted', Record<string, never>>
  | DomainEvent<'request.acknowledged', Record<string, never>>
  | DomainEvent<'request.response-begun', { readonly draftId: string }>
  | DomainEvent<'request.responded', { readonly draftId: string }>
  | DomainEvent<'request.returned', { readonly reason: string }>
  | DomainEvent<'request.closed', Record<string, never>>
  | DomainEvent<
      'request.withdrawn',
      {
        readonly reason: string;
        /** Where it is withdrawn because its provision ended: how that did, and by which action of the Board if by one. */
        readonly provision?: { readonly ended: ProvisionEnd; readonly boardActionId?: string };
      }
    >
  | DomainEvent<'request.obligation-opened', Obligation>
  | DomainEvent<'request.obligation-met', Pick<Obligation, 'obligation'>>;

interface Opened {
  readonly provisionId: string;
  readonly boardReportId: string;
  readonly profile?: ProfileVersion;
  /** The open ones. */
  readonly obligations: readonly Obligation[];
}
interface Issued extends Opened {
  readonly boardActionId: string;
}

export type CommissionRequest =
  | { readonly status: 'none' }
  | (Opened & { readonly status: 'DRAFTED' | 'AGENDIZED' | 'NOT_ADOPTED' | 'WITHDRAWN' })
  | (Issued & {
      readonly status: 'ISSUED' | 'ACKNOWLEDGED' | 'IN_RESPONSE' | 'RESPONDED' | 'RETURNED' | 'CLOSED';
    });
export type RequestStatus = Exclude<CommissionRequest['status'], 'none'>;

export interface RequestFacts {
  /** The provision that the request carries out; `open` while work on it, or on hold, is not ended and it is not divided. */
  readonly provision?: { readonly key: string; readonly verb: string; readonly status: string; readonly open: boolean };
  readonly boardReport?: { readonly bpcNumber: string };
}

export const PROVISION_NOT_TO_BE_REQUESTED: Rule = {
  code: 'provision-not-to-be-requested',
  sentence: 'A request carries out a provision that requests or advises, is not divided and has not ended.',
  remedy: 'A directed provision is assigned instead; of a divided one, name the part.',
  status: 409,
};

export const REQUEST_NOT_ISSUED: Rule = {
  code: 'request-not-issued',
  refusal: 9,
  sentence: 'A request that the Board did not issue obliges nobody: it is neither acknowledged nor answered.',
  remedy: 'Place the request on an agenda; the Board’s action issues it.',
  status: 409,
};

export const CONDITION_OPEN: Rule = {
  code: 'condition-open',
  refusal: 13,
  sentence: 'A request is not closed while a condition of its adoption is open.',
  remedy: 'Have the condition met or lifted on the Board’s action, then close the request.',
  status: 409,
};

export const REPORT_BACK_OVERDUE: Rule = {
  code: 'report-back-overdue',
  refusal: 13,
  sentence: 'A request is not closed while a report-back that is owed on it is overdue.',
  remedy: 'Have the report submitted, its day extended or the report-back waived, then close the request.',
  status: 409,
};

const PENDING = ['DRAFTED', 'AGENDIZED'] as const;
const ISSUED = ['ISSUED', 'ACKNOWLEDGED', 'IN_RESPONSE', 'RESPONDED', 'RETURNED', 'CLOSED'] as const;
const EXISTING = [...PENDING, ...ISSUED, 'NOT_ADOPTED', 'WITHDRAWN'] as const;

export const REQUEST_TRANSITIONS = {
  'open-request': { from: ['none'], to: ['DRAFTED'] },
  'note-request-agendized': { from: ['DRAFTED', 'AGENDIZED'], to: ['AGENDIZED'] },
  'note-request-issued': { from: ['AGENDIZED', 'NOT_ADOPTED'], to: ['ISSUED'] },
  'note-request-not-adopted': { from: ['AGENDIZED'], to: ['NOT_ADOPTED'] },
  'acknowledge-request': { from: ['ISSUED'], to: ['ACKNOWLEDGED'] },
  'note-response-begun': { from: ['ACKNOWLEDGED', 'RETURNED', 'IN_RESPONSE'], to: ['IN_RESPONSE'] },
  'note-response-made': { from: ['IN_RESPONSE', 'RESPONDED'], to: ['RESPONDED'] },
  'return-request': { from: ['RESPONDED'], to: ['RETURNED'] },
  'close-request': { from: ['RESPONDED'], to: ['CLOSED'] },
  'withdraw-request': { from: PENDING, to: ['WITHDRAWN'] },
  'note-provision-ended': { from: EXISTING, to: [...ISSUED, 'NOT_ADOPTED', 'WITHDRAWN'] },
  'note-obligation-opened': { from: EXISTING, to: EXISTING },
  'note-obligation-met': { from: EXISTING, to: EXISTING },
} as const satisfies Transitions<RequestCommand, CommissionRequest['status']>;

const OBLIGING: readonly RequestCommand['name'][] = ['acknowledge-request', 'note-response-begun', 'note-response-made'];

function decide(
  command: RequestCommand,
  state: CommissionRequest,
  context: Context,
  facts: RequestFacts | undefined,
): readonly RequestEvent[] | Rejection {
  if (OBLIGING.includes(command.name) && state.status !== 'none' && !isIssued(state))
    return new Rejection(REQUEST_NOT_ISSUED, `${command.name} is not possible: the request is ${state.status}.`);
  const refused = refusedState(REQUEST_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'open-request') return decideOpen(command.data, context, facts ?? {});
  if (command.name === 'note-provision-ended') return decideProvisionEnded(command.data, state);
  const obligations = state.status === 'none' ? [] : state.obligations;
  if (command.name === 'close-request') return unmet(obligations, context) ?? [happened(command)];
  return isKnown(command, obligations) ? [] : [happened(command)];
}

/** What was noted before is not noted twice. */
function isKnown(command: RequestCommand, obligations: readonly Obligation[]): boolean {
  if (command.name === 'note-obligation-opened') return obligations.some((open) => isSame(open, command.data));
  return command.name === 'note-obligation-met' && !obligations.some(({ obligation }) => obligation === command.data.obligation);
}

/** What the Board issued binds by itself, and what has ended stays as it ended. */
function decideProvisionEnded(
  { how, reason, boardActionId }: NoteProvisionEnded['data'],
  { status }: CommissionRequest,
): readonly RequestEvent[] {
  if (!PENDING.some((pending) => pending === status)) return [];
  const provision = { ended: how, ...(boardActionId === undefined ? {} : { boardActionId }) };
  return [{ type: 'request.withdrawn', data: { reason: `Its provision was ${how.toLowerCase()}: ${reason}`, provision } }];
}

/** A report-back that is not due yet keeps no request open: it is owed on, and only where it is late is something amiss. */
function unmet(obligations: readonly Obligation[], { occurredAt }: Context): Rejection | undefined {
  const condition = obligations.find(({ kind }) => kind === 'CONDITION');
  if (condition) return new Rejection(CONDITION_OPEN, `The condition ${condition.obligation} is open.`);
  const late = obligations.find(({ dueAt }) => dueAt !== undefined && dueAt < occurredAt);
  return late && new Rejection(REPORT_BACK_OVERDUE, `${late.obligation} was due until ${late.dueAt ?? 'now'}.`);
}

function isSame(a: Obligation, b: Obligation): boolean {
  return a.obligation === b.obligation && a.kind === b.kind && a.dueAt === b.dueAt;
}

function isIssued(state: CommissionRequest): state is Extract<CommissionRequest, Issued> {
  return 'boardActionId' in state;
}

function decideOpen(data: OpenRequest['data'], { profile }: Context, facts: RequestFacts): readonly RequestEvent[] | Rejection {
  const { provision, boardReport } = facts;
  if (!provision) return new Rejection(NO_SUCH_RECORD, `There is no provision ${data.provisionId}.`);
  if (!boardReport) return new Rejection(NO_SUCH_RECORD, `There is no Board report ${data.boardReportId}.`);
  if (provision.verb === 'DIRECT' || !provision.open)
    return new Rejection(
      PROVISION_NOT_TO_BE_REQUESTED,
      `Provision ${provision.key} is a ${provision.verb} provision and ${provision.status}.`,
    );
  const begunUnder = { id: profile.id, version: profile.version };
  return [{ type: 'request.opened', data: { ...data, bpcNumber: boardReport.bpcNumber, profile: begunUnder } }];
}

/** What a command that nothing refused makes happen. */
function happened(command: Exclude<RequestCommand, OpenRequest | NoteProvisionEnded>): RequestEvent {
  switch (command.name) {
    case 'note-request-agendized':
      return { type: 'request.agendized', data: command.data };
    case 'note-request-issued':
      return { type: 'request.issued', data: command.data };
    case 'note-request-not-adopted':
      return { type: 'request.not-adopted', data: {} };
    case 'acknowledge-request':
      return { type: 'request.acknowledged', data: {} };
    case 'note-response-begun':
      return { type: 'request.response-begun', data: command.data };
    case 'note-response-made':
      return { type: 'request.responded', data: command.data };
    case 'return-request':
      return { type: 'request.returned', data: command.data };
    case 'close-request':
      return { type: 'request.closed', data: {} };
    case 'withdraw-request':
      return { type: 'request.withdrawn', data: command.data };
    case 'note-obligation-opened':
      return { type: 'request.obligation-opened', data: command.data };
    case 'note-obligation-met':
      return { type: 'request.obligation-met', data: command.data };
  }
}

function evolve(state: CommissionRequest, event: RequestEvent): CommissionRequest {
  if (event.type === 'request.opened')
    return {
      status: 'DRAFTED',
      provisionId: event.data.provisionId,
      boardReportId: event.data.boardReportId,
      ...(event.data.profile && { profile: event.data.profile }),
      obligations: [],
    };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'request.agendized':
      return { ...state, status: 'AGENDIZED' };
    case 'request.not-adopted':
      return { ...state, status: 'NOT_ADOPTED' };
    case 'request.withdrawn':
      return { ...state, status: 'WITHDRAWN' };
    case 'request.issued':
      return { ...state, status: 'ISSUED', boardActionId: event.data.boardActionId };
    case 'request.acknowledged':
    case 'request.response-begun':
    case 'request.responded':
    case 'request.returned':
    case 'request.closed':
      return isIssued(state) ? { ...state, status: STATUS_AFTER[event.type] } : state;
    case 'request.obligation-opened':
      return { ...state, obligations: [...othersThan(event.data, state.obligations), event.data] };
    case 'request.obligation-met':
      return { ...state, obligations: othersThan(event.data, state.obligations) };
  }
}

function othersThan({ obligation }: Pick<Obligation, 'obligation'>, all: readonly Obligation[]): readonly Obligation[] {
  return all.filter((other) => other.obligation !== obligation);
}

const STATUS_AFTER = {
  'request.acknowledged': 'ACKNOWLEDGED',
  'request.response-begun': 'IN_RESPONSE',
  'request.responded': 'RESPONDED',
  'request.returned': 'RETURNED',
  'request.closed': 'CLOSED',
} as const;

/** The version of the profile that a request keeps. */
export function versionOfRequest(state: CommissionRequest): ProfileVersion | undefined {
  return state.status === 'none' ? undefined : state.profile;
}

export const request: Decider<RequestCommand, CommissionRequest, RequestEvent, RequestFacts | undefined> = {
  streamType: 'requests',
  initial: { status: 'none' },
  decide,
  evolve,
};
