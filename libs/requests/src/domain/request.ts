/**
 * What the Commission asks of the Chief of Police, from a draft of its staff to an answered request.
 *
 *   none ──open-request──▶ DRAFTED ──note-request-agendized──▶ AGENDIZED ──note-request-issued (by a Board action)──▶ ISSUED
 *   ISSUED ──acknowledge-request──▶ ACKNOWLEDGED ──note-response-begun──▶ IN_RESPONSE ──note-response-made──▶ RESPONDED ──close──▶ CLOSED
 *                                                                              ◀── note-response-begun ── RETURNED ◀──return──┘
 *   AGENDIZED ──note-request-not-adopted──▶ NOT_ADOPTED        DRAFTED, AGENDIZED ──withdraw-request──▶ WITHDRAWN
 *
 *   agendized        also from AGENDIZED: it is placed on a later agenda
 *   response-begun   also from IN_RESPONSE: another draft answers it too
 *   response-made    also from RESPONDED: another draft that answers it is transmitted
 *
 * Nothing but the Board's action makes it binding: until then it obliges nobody.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
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
  | WithdrawRequest;

export type RequestOpened = DomainEvent<'request.opened', RequestParticulars & { readonly bpcNumber: string }>;
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
  | DomainEvent<'request.withdrawn', { readonly reason: string }>;

interface Opened {
  readonly provisionId: string;
  readonly boardReportId: string;
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

export const REQUEST_TRANSITIONS = {
  'open-request': { from: ['none'], to: ['DRAFTED'] },
  'note-request-agendized': { from: ['DRAFTED', 'AGENDIZED'], to: ['AGENDIZED'] },
  'note-request-issued': { from: ['AGENDIZED'], to: ['ISSUED'] },
  'note-request-not-adopted': { from: ['AGENDIZED'], to: ['NOT_ADOPTED'] },
  'acknowledge-request': { from: ['ISSUED'], to: ['ACKNOWLEDGED'] },
  'note-response-begun': { from: ['ACKNOWLEDGED', 'RETURNED', 'IN_RESPONSE'], to: ['IN_RESPONSE'] },
  'note-response-made': { from: ['IN_RESPONSE', 'RESPONDED'], to: ['RESPONDED'] },
  'return-request': { from: ['RESPONDED'], to: ['RETURNED'] },
  'close-request': { from: ['RESPONDED'], to: ['CLOSED'] },
  'withdraw-request': { from: ['DRAFTED', 'AGENDIZED'], to: ['WITHDRAWN'] },
} as const satisfies Transitions<RequestCommand, CommissionRequest['status']>;

const OBLIGING: readonly RequestCommand['name'][] = ['acknowledge-request', 'note-response-begun', 'note-response-made'];

function decide(
  command: RequestCommand,
  state: CommissionRequest,
  _context: Context,
  facts: RequestFacts | undefined,
): readonly RequestEvent[] | Rejection {
  if (OBLIGING.includes(command.name) && state.status !== 'none' && !isIssued(state))
    return new Rejection(REQUEST_NOT_ISSUED, `${command.name} is not possible: the request is ${state.status}.`);
  const refused = refusedState(REQUEST_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'open-request') return decideOpen(command.data, facts ?? {});
  return [happened(command)];
}

function isIssued(state: CommissionRequest): state is Extract<CommissionRequest, Issued> {
  return 'boardActionId' in state;
}

function decideOpen(data: OpenRequest['data'], facts: RequestFacts): readonly RequestEvent[] | Rejection {
  const { provision, boardReport } = facts;
  if (!provision) return new Rejection(NO_SUCH_RECORD, `There is no provision ${data.provisionId}.`);
  if (!boardReport) return new Rejection(NO_SUCH_RECORD, `There is no Board report ${data.boardReportId}.`);
  if (provision.verb === 'DIRECT' || !provision.open)
    return new Rejection(
      PROVISION_NOT_TO_BE_REQUESTED,
      `Provision ${provision.key} is a ${provision.verb} provision and ${provision.status}.`,
    );
  return [{ type: 'request.opened', data: { ...data, bpcNumber: boardReport.bpcNumber } }];
}

/** What a command that is possible makes happen; none of them has a rule beside its states. */
function happened(command: Exclude<RequestCommand, OpenRequest>): RequestEvent {
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
  }
}

function evolve(state: CommissionRequest, event: RequestEvent): CommissionRequest {
  if (event.type === 'request.opened')
    return { status: 'DRAFTED', provisionId: event.data.provisionId, boardReportId: event.data.boardReportId };
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
  }
}

const STATUS_AFTER = {
  'request.acknowledged': 'ACKNOWLEDGED',
  'request.response-begun': 'IN_RESPONSE',
  'request.responded': 'RESPONDED',
  'request.returned': 'RETURNED',
  'request.closed': 'CLOSED',
} as const;

export const request: Decider<RequestCommand, CommissionRequest, RequestEvent, RequestFacts | undefined> = {
  streamType: 'requests',
  initial: { status: 'none' },
  decide,
  evolve,
};
