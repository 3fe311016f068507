/** What can be listed and read: a line for each resource, with what the public does not see of it. */
import { AuthorityView } from '#authorities';
import { AssertionView, CorrectionView } from '#corrections';
import { DelegationView } from '#delegations';
import { DirectiveView, ProvisionView } from '#directives';
import type { Visibility } from '#event-log';
import { readableWith } from '#feed';
import { DirectionView, ExternalStepView, RecommendationView, UndertakingView } from '#follow-ups';
import { BoardActionView, BoardView, CouncilDaysView, IrregularActView, MeetingItemView, MeetingView } from '#meetings';
import { OrderView } from '#orders';
import { ErasureView, PreservationHoldView } from '#preservation';
import { DraftView, ProtocolVersionView, ProtocolView, ReviewCommentView, touchesProtocol } from '#protocols';
import { ReportBackView } from '#report-backs';
import { BoardReportView, RequestView } from '#requests';
import type { EntityManager } from 'typeorm';
import { type Parameter, recordId } from './parameters.js';
import type { Entity } from './views.js';

type Shown = Readonly<Record<string, unknown>>;

interface ResourceOf<Row extends { id: string }> {
  /** The segment under /v1. */
  readonly path: string;
  /** One of them, in words. */
  readonly one: string;
  readonly many: string;
  readonly entity: new () => Row;
  /** The properties that a list can be asked for by. */
  readonly filters: readonly (keyof Row & string)[];
  /** The properties that a list can be sorted by: none that is hidden of some rows, since an order tells of what it goes by. */
  readonly sorts?: readonly (keyof Row & string)[];
  /** What else a list can be asked for: a condition on `r`, with what was asked for bound under its name. */
  readonly conditions?: Readonly<Record<string, ListCondition>>;
  /** Which of them the public may know of, as a condition on `r`; all where it is left out. */
  readonly publicIf?: string;
  /** What the public is not shown. */
  readonly internal?: readonly (keyof Row & string)[];
  /** What is shown of a row, where that is not the same for all of them. */
  readonly shown?: (row: Row, insight: Visibility) => Shown;
  /** What is read with a single one, beside its row. */
  readonly parts?: (database: EntityManager, row: Row, insight: Visibility) => Promise<Shown>;
}

interface ListCondition {
  readonly asked: Parameter<unknown>;
  readonly on: (insight: Visibility) => string;
}

export type Resource = ResourceOf<{ id: string }>;

const resource = <Row extends { id: string }>(line: ResourceOf<Row>): Resource => line as unknown as Resource;

/** What comes without a token is not published by being sent: somebody here has answered it first. */
export const COMMENT_IS_PUBLISHED = 'r.publicSince is not null';

const COMMENT_IS_PUBLIC: readonly unknown[] = ['OPEN', 'CLOSED', 'SUMMARISED'];

/** Of a draft's reviews the public sees the comment period, from its opening on. */
function draftFor(row: DraftView, insight: Visibility): Shown {
  if (insight !== 'PUBLIC') return { ...row };
  const { tracks, changesRequested: _reason, currentVersion: _current, submittedVersion: _submitted, ...shown } = row;
  return { ...shown, tracks: COMMENT_IS_PUBLIC.includes(tracks.comment.status) ? { comment: tracks.comment } : {} };
}

/** Of a comment of the public the public reads what was said and answered; who said it is not published. */
export function commentFor(row: ReviewCommentView, insight: Visibility): Shown {
  if (insight !== 'PUBLIC') return { ...row };
  const { name: _name, by: _by, ...shown } = row;
  return shown;
}

/** A correction repeats values of its entry: it is read as that entry is. */
function correctionFor(row: CorrectionView, insight: Visibility): Shown {
  if (readableWith(insight).includes(row.visibility)) return { ...row };
  const { field: _field, was: _was, is: _is, reason: _reason, source: _source, declineReason: _decline, ...shown } = row;
  return shown;
}

/** An assertion tells of a step: it is read as the entries of that step are. */
function assertionFor(row: AssertionView, insight: Visibility): Shown {
  if (readableWith(insight).includes(row.visibility)) return { ...row };
  const { command: _command, source: _source, notEvaluated: _rules, declineReason: _decline, ...shown } = row;
  return shown;
}

async function itemsOf(database: EntityManager, { id }: MeetingView, insight: Visibility): Promise<Shown> {
  // Before it is posted, an agenda is work in progress, and so is what was added since.
  const seen = insight === 'PUBLIC' ? { isPublic: true } : {};
  return { items: await database.find(MeetingItemView, { where: { meetingId: id, ...seen }, order: { number: 'ASC' } }) };
}

async function versionsOf(database: EntityManager, { id }: ProtocolView): Promise<Shown> {
  const versions = await database.find(ProtocolVersionView, { where: { protocolId: id }, order: { number: 'ASC' } });
  return { versions: versions.map(({ text: _text, sections: _sections, protocolId: _protocol, ...version }) => version) };
}

export const RESOURCES: readonly Resource[] = [
  resource({
    path: 'authorities',
    one: 'legal authority',
    many: 'legal authorities',
    entity: AuthorityView,
    filters: ['citation'],
    sorts: ['citation', 'title'],
  }),
  resource({
    path: 'directives',
    one: 'directive',
    many: 'directives',
    entity: DirectiveView,
    filters: ['status', 'number'],
    sorts: ['number', 'signedOn', 'status'],
  }),
  resource({
    path: 'provisions',
    one: 'provision',
    many: 'provisions',
    entity: ProvisionView,
    filters: ['directiveId', 'key', 'verb', 'status', 'disposition', 'partOf'],
    sorts: ['key', 'status', 'disposition', 'dueOn', 'openedAt'],
    internal: ['evidence', 'hold'],
  }),
  resource({
    path: 'board-reports',
    one: 'Board report',
    many: 'Board reports',
    entity: BoardReportView,
    filters: ['bpcNumber', 'status', 'reportedBy', 'follows'],
    sorts: ['bpcNumber', 'reportedOn', 'title', 'status'],
  }),
  resource({
    path: 'requests',
    one: 'request of the Commission',
    many: 'requests of the Commission',
    entity: RequestView,
    filters: ['provisionId', 'boardReportId', 'bpcNumber', 'status', 'boardActionId'],
    sorts: ['bpcNumber', 'title', 'status', 'openedAt', 'issuedAt'],
    internal: ['returnReason', 'withdrawalReason'],
  }),
  resource({
    path: 'protocols',
    one: 'protocol',
    many: 'protocols',
    entity: ProtocolView,
    filters: ['kind', 'identifier', 'status'],
    sorts: ['identifier', 'title', 'kind', 'status'],
    parts: versionsOf,
  }),
  resource({
    path: 'drafts',
    one: 'draft',
    many: 'drafts',
    entity: DraftView,
    filters: ['protocolId', 'requestId', 'origin', 'status', 'boardActionId'],
    sorts: ['title', 'status', 'origin', 'openedAt', 'transmittedAt'],
    conditions: {
      touches: {
        asked: recordId(
          'Only those that are to change this protocol, or cite it in their last version that the reader may read.',
        ),
        on: (insight) => touchesProtocol(insight === 'PUBLIC'),
      },
    },
    publicIf: 'r.publicSince is not null',
    shown: draftFor,
  }),
  resource({
    path: 'comments',
    one: 'comment on a draft',
    many: 'comments on drafts',
    entity: ReviewCommentView,
    filters: ['draftId', 'draftVersion', 'source', 'late', 'status'],
    sorts: ['receivedAt', 'source', 'status'],
    publicIf: COMMENT_IS_PUBLISHED,
    shown: commentFor,
  }),
  resource({
    path: 'boards',
    one: 'board',
    many: 'boards',
    entity: BoardView,
    filters: ['name'],
    sorts: ['name'],
  }),
  resource({
    path: 'meetings',
    one: 'meeting',
    many: 'meetings',
    entity: MeetingView,
    filters: ['boardId', 'kind', 'status'],
    sorts: ['startsAt', 'kind', 'status'],
    internal: ['minutesDraft'],
    parts: itemsOf,
  }),
  resource({
    path: 'board-actions',
    one: 'action of the Board',
    many: 'actions of the Board',
    entity: BoardActionView,
    filters: ['boardId', 'meetingId', 'draftId', 'requestId', 'boardReportId', 'councilReview'],
    sorts: ['adoptedAt', 'title', 'councilReview'],
    // A demand may name private persons.
    internal: ['cureDemands'],
  }),
  resource({
    path: 'council-days',
    one: 'record of the regular days of the Council',
    many: 'records of the regular days of the Council',
    entity: CouncilDaysView,
    filters: [],
  }),
  resource({
    path: 'irregular-acts',
    one: 'act in spite of a rule',
    many: 'acts in spite of a rule',
    entity: IrregularActView,
    filters: ['recordType', 'recordId', 'status', 'rule'],
    sorts: ['recordedAt', 'rule', 'status'],
    // Until counsel concurs it is an allegation.
    publicIf: `r.status in ('STANDS', 'CURED', 'UNCURED')`,
  }),
  resource({
    path: 'orders',
    one: 'department order',
    many: 'department orders',
    entity: OrderView,
    filters: ['orderType', 'office', 'year', 'number', 'status', 'boardActionId', 'supersededBy'],
    sorts: ['designation', 'office', 'status', 'reservedAt', 'signedAt', 'effectiveAt'],
    publicIf: `r.status in ('SIGNED', 'EFFECTIVE', 'SUPERSEDED', 'RESCINDED')`,
    internal: ['concurrenceReason'],
  }),
  resource({
    path: 'report-backs',
    one: 'report-back',
    many: 'report-backs',
    entity: ReportBackView,
    filters: ['sourceType', 'sourceId', 'provisionId', 'status', 'recurs', 'follows'],
    sorts: ['dueOn', 'subject', 'status', 'submittedAt'],
  }),
  resource({
    path: 'recommendations',
    one: 'recommendation of the Inspector General, with the answers to it and what was done about it',
    many: 'recommendations of the Inspector General, each with the answers to it and what was done about it',
    entity: RecommendationView,
    filters: ['to', 'status', 'boardReportId', 'draftId', 'provisionId'],
    sorts: ['recordedAt', 'status'],
    internal: ['implementation', 'reporters'],
  }),
  resource({
    path: 'directions',
    one: 'direction of a member of the Board',
    many: 'directions of members of the Board',
    entity: DirectionView,
    filters: ['meetingId', 'member', 'status'],
    sorts: ['givenAt', 'status'],
  }),
  resource({
    path: 'undertakings',
    one: 'undertaking before the Board',
    many: 'undertakings before the Board',
    entity: UndertakingView,
    filters: ['meetingId', 'givenBy', 'status'],
    sorts: ['dueOn', 'givenAt', 'status'],
    internal: ['evidence'],
  }),
  resource({
    path: 'external-steps',
    one: 'step of another body',
    many: 'steps of other bodies',
    entity: ExternalStepView,
    filters: ['body', 'aboutType', 'aboutId', 'status'],
    sorts: ['on', 'body', 'status'],
    // Until it is verified it is hearsay.
    publicIf: `r.status = 'VERIFIED'`,
    internal: ['recorders'],
  }),
  resource({
    path: 'delegations',
    one: 'delegation of a role',
    many: 'delegations of roles',
    entity: DelegationView,
    filters: ['by', 'to', 'role', 'status'],
    sorts: ['from', 'until', 'role', 'status'],
    publicIf: 'false',
  }),
  resource({
    path: 'preservation-holds',
    one: 'preservation hold',
    many: 'preservation holds',
    entity: PreservationHoldView,
    filters: ['status'],
    sorts: ['placedAt', 'status'],
    publicIf: 'false',
  }),
  resource({
    path: 'erasures',
    one: 'erasure',
    many: 'erasures',
    entity: ErasureView,
    filters: ['status', 'ground'],
    sorts: ['position', 'orderedAt', 'status'],
  }),
  resource({
    path: 'corrections',
    one: 'correction of an entry',
    many: 'corrections of entries',
    entity: CorrectionView,
    filters: ['position', 'entryStream', 'status'],
    sorts: ['position', 'status', 'proposedAt'],
    shown: correctionFor,
  }),
  resource({
    path: 'assertions',
    one: 'step of the past that was entered from a source',
    many: 'steps of the past that were entered from a source',
    entity: AssertionView,
    filters: ['subject', 'status'],
    sorts: ['status', 'occurredAt', 'enteredAt'],
    shown: assertionFor,
  }),
];

/** A row as a reader with this insight sees it. */
export function shownOf({ internal = [], shown }: Resource, row: { id: string }, insight: Visibility): Shown {
  if (shown) return shown(row, insight);
  if (insight !== 'PUBLIC') return { ...row };
  return Object.fromEntries(Object.entries(row).filter(([name]) => !(internal as readonly string[]).includes(name)));
}

/** The row of a resource by its id, where the reader may know of it. */
export async function rowOf(
  database: EntityManager,
  { entity, publicIf }: Resource,
  id: string,
  insight: Visibility,
): Promise<{ id: string } | null> {
  const query = database.createQueryBuilder(entity as Entity, 'r').where('r.id = :id', { id });
  if (insight === 'PUBLIC' && publicIf) query.andWhere(publicIf);
  return (await query.getOne()) as { id: string } | null;
}
