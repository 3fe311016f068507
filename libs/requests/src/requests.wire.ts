import {
  type Claim,
  CommandBody,
  defineLifecycle,
  type FactReader,
  InstantField,
  OneOf,
  RecordId,
  Shaped,
  Text,
  Texts,
} from '#command-queue';
import { factsOfAsking, requestScopeOf } from '#directives';
import { NO_SUCH_RECORD } from '#kernel';
import { boardReport } from './domain/board-report.js';
import {
  CONDITION_OPEN,
  type NoteObligationMet,
  type NoteObligationOpened,
  type NoteProvisionEnded,
  type NoteRequestAgendized,
  type NoteRequestIssued,
  type NoteResponseBegun,
  type NoteResponseMade,
  OBLIGATION_KINDS,
  type ObligationKind,
  type OpenRequest,
  PROVISION_ENDS,
  PROVISION_NOT_TO_BE_REQUESTED,
  type ProvisionEnd,
  REPORT_BACK_OVERDUE,
  request,
  REQUEST_NOT_ISSUED,
  REQUEST_TRANSITIONS,
  type RequestFacts,
  type RequestOpened,
  type ReturnRequest,
  versionOfRequest,
  type WithdrawRequest,
} from './domain/request.js';

class OpenRequestBody extends CommandBody {
  @RecordId({ about: 'The REQUEST or GUIDANCE provision that it carries out; of a divided one, the part.' })
  provisionId!: string;

  @RecordId({ about: 'The report to the Board that it travels in; the request cites its BPC number.' })
  boardReportId!: string;

  @Text(500)
  title!: string;

  @Texts(2000, { about: 'What the Chief is asked to do, point by point.' })
  asks!: string[];
}

/** What a command on an existing request names; each command has a class of its own, which the bus tells it by. */
abstract class RequestBody extends CommandBody {
  @RecordId()
  requestId!: string;
}

class NoteRequestAgendizedBody extends RequestBody {
  @RecordId()
  meetingId!: string;

  @Text(20, { about: 'As the agenda numbers the item: `3A`.' })
  itemNumber!: string;
}

class NoteRequestNotAdoptedBody extends RequestBody {}

class NoteRequestIssuedBody extends RequestBody {
  @RecordId()
  boardActionId!: string;
}

class AcknowledgeRequestBody extends RequestBody {}

abstract class ResponseBody extends RequestBody {
  @RecordId()
  draftId!: string;
}

class NoteResponseBegunBody extends ResponseBody {}

class NoteResponseMadeBody extends ResponseBody {}

class ReturnRequestBody extends RequestBody {
  @Text(2000, { about: 'What the response leaves open.' })
  reason!: string;
}

class CloseRequestBody extends RequestBody {}

class WithdrawRequestBody extends RequestBody {
  @Text(2000)
  reason!: string;
}

class NoteProvisionEndedBody extends RequestBody {
  @OneOf(PROVISION_ENDS)
  how!: ProvisionEnd;

  @Text(2000)
  reason!: string;

  @RecordId({ optional: true, about: 'The action by which the Board declined it.' })
  boardActionId?: string;
}

abstract class ObligationBody extends RequestBody {
  @Shaped(/^[a-z-]+\/[0-9a-f-]{36}(#[\w-]{1,40})?$/, 'report-backs/01990000-0000-7000-8000-000000000001', {
    about: 'The record that keeps it, and which of them where that keeps several.',
  })
  obligation!: string;
}

class NoteObligationOpenedBody extends ObligationBody {
  @OneOf(OBLIGATION_KINDS)
  kind!: ObligationKind;

  @InstantField({ optional: true, about: 'Of a report-back: the last instant at which it is in time.' })
  dueAt?: string;
}

class NoteObligationMetBody extends ObligationBody {}

async function factsOfOpening(read: FactReader, data: OpenRequest['data']): Promise<RequestFacts> {
  const report = await read.state(boardReport, data.boardReportId);
  return {
    ...(await factsOfAsking(read, data.provisionId)),
    ...(report && report.status !== 'none' && { boardReport: { bpcNumber: report.bpcNumber } }),
  };
}

/** Its provision finds it when it ends. The key is the request’s own id, which no other record can hold. */
function heldOnProvision({ provisionId }: RequestOpened['data'], id: string): readonly Claim[] {
  return [{ scope: requestScopeOf(provisionId), key: id, rule: PROVISION_NOT_TO_BE_REQUESTED }];
}

export const requestLifecycle = defineLifecycle({
  decider: request,
  begunUnder: versionOfRequest,
  transitions: REQUEST_TRANSITIONS,
  past: true,
  commands: {
    'open-request': {
      body: OpenRequestBody satisfies new () => OpenRequest['data'],
      summary: 'Draft a request of the Commission to the Chief that carries out a provision.',
      subject: 'new',
      roles: ['commission-staff'],
      rules: [PROVISION_NOT_TO_BE_REQUESTED, NO_SUCH_RECORD],
      facts: factsOfOpening,
    },
    'note-request-agendized': {
      body: NoteRequestAgendizedBody satisfies new () => NoteRequestAgendized['data'],
      summary: 'Note that the request stands on a posted agenda.',
      subject: 'requestId',
      roles: ['system'],
      rules: [],
    },
    'note-request-issued': {
      body: NoteRequestIssuedBody satisfies new () => NoteRequestIssued['data'],
      summary: 'Note the Board action that issued the request.',
      subject: 'requestId',
      roles: ['system'],
      rules: [],
    },
    'note-request-not-adopted': {
      body: NoteRequestNotAdoptedBody,
      summary: 'Note that the Board’s vote did not issue the request.',
      subject: 'requestId',
      roles: ['system'],
      rules: [],
    },
    'acknowledge-request': {
      body: AcknowledgeRequestBody,
      summary: 'Acknowledge an issued request.',
      subject: 'requestId',
      roles: ['chief'],
      rules: [REQUEST_NOT_ISSUED],
    },
    'note-response-begun': {
      body: NoteResponseBegunBody satisfies new () => NoteResponseBegun['data'],
      summary: 'Note that a draft was opened to answer the request.',
      subject: 'requestId',
      roles: ['system'],
      rules: [REQUEST_NOT_ISSUED],
    },
    'note-response-made': {
      body: NoteResponseMadeBody satisfies new () => NoteResponseMade['data'],
      summary: 'Note that a draft which answers the request was transmitted.',
      subject: 'requestId',
      roles: ['system'],
      rules: [REQUEST_NOT_ISSUED],
    },
    'return-request': {
      body: ReturnRequestBody satisfies new () => ReturnRequest['data'],
      summary: 'Return a response as insufficient.',
      subject: 'requestId',
      roles: ['commission-staff'],
      rules: [],
    },
    'close-request': {
      body: CloseRequestBody,
      summary: 'Close a request that was answered, with no condition open and no report-back overdue.',
      subject: 'requestId',
      roles: ['commission-staff'],
      rules: [CONDITION_OPEN, REPORT_BACK_OVERDUE],
    },
    'withdraw-request': {
      body: WithdrawRequestBody satisfies new () => WithdrawRequest['data'],
      summary: 'Withdraw a request before the Board issues it.',
      subject: 'requestId',
      roles: ['commission-staff'],
      rules: [],
    },
    'note-provision-ended': {
      body: NoteProvisionEndedBody satisfies new () => NoteProvisionEnded['data'],
      summary:
        'Note that its provision was declined, withdrawn or superseded: what the Board has not issued is withdrawn with it.',
      subject: 'requestId',
      roles: ['system'],
      rules: [],
    },
    'note-obligation-opened': {
      body: NoteObligationOpenedBody satisfies new () => NoteObligationOpened['data'],
      summary:
        'Note what has to be done before the request is closed: a report-back, a condition of its adoption; again where its day moved.',
      subject: 'requestId',
      roles: ['system'],
      rules: [],
    },
    'note-obligation-met': {
      body: NoteObligationMetBody satisfies new () => NoteObligationMet['data'],
      summary: 'Note that an obligation no longer keeps the request open.',
      subject: 'requestId',
      roles: ['system'],
      rules: [],
    },
  },
  events: {
    'request.opened': { schemaVersion: 1, visibility: 'PUBLIC', claims: heldOnProvision },
    'request.agendized': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.issued': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.not-adopted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.acknowledged': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.response-begun': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.responded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.returned': { schemaVersion: 1, visibility: 'INTERNAL' },
    'request.closed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.withdrawn': { schemaVersion: 1, visibility: 'INTERNAL' },
    'request.obligation-opened': { schemaVersion: 1, visibility: 'PUBLIC' },
    'request.obligation-met': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
