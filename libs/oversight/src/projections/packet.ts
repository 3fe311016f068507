/** What a meeting needs, and who owes it: read from the views of every context, in one state of them. */
import { BoardReportView, RequestView } from '#requests';
import { HOUR_MS, type Instant, type MeetingKind, type Profile, type ProfileVersion, type Role } from '#kernel';
import { MeetingItemView, MeetingView } from '#meetings';
import { DraftVersionView, DraftView } from '#protocols';
import { ReportBackView } from '#report-backs';
import { type EntityManager, In } from 'typeorm';

/** Something that is still to be done before the meeting, or at it, and by whom. */
export interface Owed {
  readonly by: Role;
  readonly what: string;
  readonly dueAt?: Instant;
}

interface PacketText {
  readonly draftId: string;
  readonly title: string;
  readonly status: DraftView['status'];
  /** What the Board would adopt, and its number where the draft has that version. */
  readonly textHash: string | null;
  readonly version?: number;
  /** What its author says that this version changed, and why. */
  readonly changeSummary?: string;
  readonly rationale?: string;
  readonly isTransmitted: boolean;
  readonly legal: DraftView['tracks']['legal'];
  readonly oig: DraftView['tracks']['oig'];
  /** Nothing is owed on it before the vote: it gates what is done with the text. */
  readonly labor: DraftView['tracks']['labor'];
  readonly comment: DraftView['tracks']['comment'];
}

interface PacketItem {
  readonly number: string;
  readonly title: string;
  readonly kind: MeetingItemView['kind'];
  readonly section: MeetingItemView['section'];
  readonly status: MeetingItemView['status'];
  readonly notice: Notice;
  readonly text?: PacketText;
  readonly request?: Pick<RequestView, 'id' | 'title' | 'status'>;
  readonly boardReport?: Pick<BoardReportView, 'id' | 'bpcNumber' | 'title' | 'status'>;
  readonly reportBack?: ReportBackLine;
  readonly owed: readonly Owed[];
}

interface Notice {
  /** OPEN: it can still be given in time; MISSED: the Board acts on it under an exception only. */
  readonly state: 'MET' | 'OPEN' | 'MISSED';
  readonly noticedAt: Date | null;
  readonly postBy: Instant;
}

interface ReportBackLine extends Pick<ReportBackView, 'id' | 'subject' | 'status' | 'dueOn'> {
  readonly overdue: boolean;
}

export interface Packet {
  readonly meeting: Pick<MeetingView, 'id' | 'version' | 'status' | 'kind' | 'startsAt' | 'place' | 'postedAt'>;
  readonly notice: { readonly hours: number; readonly postBy: Instant };
  readonly items: readonly PacketItem[];
  /** Due before the meeting, and not in. */
  readonly reportBacksOverdue: readonly ReportBackLine[];
  /** Continued by earlier meetings of the board, and on no agenda since. */
  readonly continuedMatters: readonly Pick<
    MeetingItemView,
    'meetingId' | 'number' | 'title' | 'continuedTo' | 'continuedUntil'
  >[];
  /** Earlier meetings of the board whose minutes are still to be approved. */
  readonly minutesToApprove: readonly Pick<MeetingView, 'id' | 'startsAt' | 'minutesStatus'>[];
  readonly owed: readonly Owed[];
}

/** The views that a packet is read from. */
export const PACKET_VIEWS = [MeetingView, MeetingItemView, DraftView, RequestView, BoardReportView, ReportBackView];

const UNDECIDED: readonly MeetingItemView['status'][] = ['PLACED', 'POSTED', 'CALLED', 'MOVED', 'SECONDED'];
const NOT_IN: readonly ReportBackView['status'][] = ['SCHEDULED', 'RETURNED'];
const LEGAL_DONE: readonly string[] = ['CLEARED', 'CONDITIONS'];
const OIG_DONE: readonly string[] = ['COMMENTED', 'NO_COMMENT'];
const COMMENT_DONE: readonly string[] = ['NONE', 'SUMMARISED'];

/** The packet of a meeting as it stands at `now`; undefined where there is no such meeting. `profileOf` gives the rules of a version, the present ones where none is named. */
export async function packetOf(
  database: EntityManager,
  id: string,
  { now, profileOf }: { readonly now: Instant; readonly profileOf: (version?: ProfileVersion) => Profile },
): Promise<Packet | undefined> {
  const meeting = await database.findOneBy(MeetingView, { id });
  if (!meeting) return undefined;
  const startsAt = new Date(meeting.startsAt);
  const hoursOf = (version?: ProfileVersion): number => profileOf(version).noticeHours[meeting.kind satisfies MeetingKind];
  const postedBy = (hours: number): Instant => new Date(startsAt.getTime() - hours * HOUR_MS).toISOString();
  const hours = hoursOf();
  const postBy = postedBy(hours);
  const named = await namedBy(
    database,
    await database.find(MeetingItemView, { where: { meetingId: id }, order: { number: 'ASC' } }),
  );
  const open = meeting.status === 'SCHEDULED' || meeting.status === 'POSTED';
  const items = named.items.map((item) =>
    packetItem(item, named, { now, postBy: postedBy(hoursOf(versionOf(item, named))), startsAt }),
  );
  const { version, status, kind, place, postedAt } = meeting;
  return {
    meeting: { id, version, status, kind, startsAt: meeting.startsAt, place, postedAt },
    notice: { hours, postBy },
    items,
    reportBacksOverdue: (await overdueAt(database, startsAt)).map((row) => reportBackLine(row, now)),
    continuedMatters: await continuedMatters(database, meeting),
    minutesToApprove: await minutesToApprove(database, meeting),
    owed: open && items.length === 0 ? [{ by: 'commission-staff', what: 'place-item', dueAt: postBy }] : [],
  };
}

interface Named {
  readonly items: readonly MeetingItemView[];
  readonly drafts: readonly DraftView[];
  readonly versions: readonly Pick<DraftVersionView, 'draftId' | 'number' | 'textHash' | 'changeSummary' | 'rationale'>[];
  readonly requests: readonly RequestView[];
  readonly boardReports: readonly BoardReportView[];
  readonly reportBacks: readonly ReportBackView[];
}

/** The records that the items of an agenda name. */
async function namedBy(database: EntityManager, items: readonly MeetingItemView[]): Promise<Named> {
  const ids = (of: (item: MeetingItemView) => string | null) => In(items.flatMap((item) => of(item) ?? []));
  const draftId = ids((item) => item.draftId);
  const drafts = await database.findBy(DraftView, { id: draftId });
  return {
    items,
    drafts,
    versions: await database.find(DraftVersionView, {
      select: { draftId: true, number: true, textHash: true, changeSummary: true, rationale: true },
      where: { draftId },
      order: { number: 'ASC' },
    }),
    requests: await database.findBy(RequestView, [
      { id: ids((item) => item.requestId) },
      { id: In(drafts.flatMap(({ requestId }) => requestId ?? [])) },
    ]),
    boardReports: await database.findBy(BoardReportView, { id: ids((item) => item.boardReportId) }),
    reportBacks: await database.findBy(ReportBackView, { id: ids((item) => item.reportBackId) }),
  };
}

/** The version of the profile that an item goes by: that of its request, or of the request that its draft answers. */
function versionOf({ requestId, draftId }: MeetingItemView, { drafts, requests }: Named): ProfileVersion | undefined {
  const asked = requestId ?? drafts.find(({ id }) => id === draftId)?.requestId;
  return requests.find(({ id }) => id === asked)?.profile ?? undefined;
}

interface Deadlines {
  readonly now: Instant;
  readonly postBy: Instant;
  readonly startsAt: Date;
}

function packetItem(item: MeetingItemView, named: Named, deadlines: Deadlines): PacketItem {
  const { number, title, kind, section, status } = item;
  const notice = noticeOf(item, deadlines);
  const text = textOf(item, named);
  const request = named.requests.find(({ id }) => id === item.requestId);
  const report = named.boardReports.find(({ id }) => id === item.boardReportId);
  const reportBack = named.reportBacks.find(({ id }) => id === item.reportBackId);
  return {
    ...{ number, title, kind, section, status, notice },
    ...(text ? { text } : {}),
    ...(request ? { request: { id: request.id, title: request.title, status: request.status } } : {}),
    ...(report
      ? { boardReport: { id: report.id, bpcNumber: report.bpcNumber, title: report.title, status: report.status } }
      : {}),
    ...(reportBack ? { reportBack: reportBackLine(reportBack, deadlines.now) } : {}),
    owed: UNDECIDED.includes(status) ? owedOn({ item, notice, text, reportBack }, deadlines) : [],
  };
}

function noticeOf({ noticedAt, revised }: MeetingItemView, { now, postBy }: Deadlines): Notice {
  const inTime = noticedAt !== null && !revised && new Date(noticedAt).toISOString() <= postBy;
  return { state: inTime ? 'MET' : now <= postBy ? 'OPEN' : 'MISSED', noticedAt, postBy };
}

function textOf({ draftId, textHash }: MeetingItemView, { drafts, versions }: Named): PacketText | undefined {
  const draft = drafts.find(({ id }) => id === draftId);
  if (!draft) return undefined;
  const { title, status, tracks } = draft;
  const version = versions.findLast((each) => each.draftId === draft.id && each.textHash === textHash);
  const isTransmitted = status === 'TRANSMITTED';
  const { legal, oig, labor, comment } = tracks;
  return {
    draftId: draft.id,
    title,
    status,
    textHash,
    ...(version ? { version: version.number, changeSummary: version.changeSummary } : {}),
    ...(version?.rationale ? { rationale: version.rationale } : {}),
    isTransmitted,
    legal,
    oig,
    labor,
    comment,
  };
}

interface Known {
  readonly item: MeetingItemView;
  readonly notice: Notice;
  readonly text: PacketText | undefined;
  readonly reportBack: ReportBackView | undefined;
}

function owedOn({ item, notice, text, reportBack }: Known, { postBy, startsAt }: Deadlines): readonly Owed[] {
  const start = startsAt.toISOString();
  const owed: Owed[] = [];
  if (notice.state === 'OPEN') owed.push({ by: 'commission-staff', what: 'post-agenda', dueAt: postBy });
  if (notice.state === 'MISSED' && item.kind === 'ACTION') owed.push({ by: 'board-secretary', what: 'record-notice-exception' });
  if (text && item.kind === 'ACTION') {
    if (!LEGAL_DONE.includes(text.legal.status)) owed.push({ by: 'city-attorney', what: 'record-legal-review', dueAt: start });
    if (!OIG_DONE.includes(text.oig.status)) owed.push({ by: 'inspector-general', what: 'record-oig-review', dueAt: start });
    if (!COMMENT_DONE.includes(text.comment.status))
      owed.push({ by: 'commission-staff', what: 'summarise-public-comment', dueAt: start });
    if (!text.isTransmitted) owed.push({ by: 'chief', what: 'transmit-draft', dueAt: start });
  }
  if (reportBack && NOT_IN.includes(reportBack.status)) owed.push({ by: 'chief', what: 'submit-report-back', dueAt: start });
  return owed;
}

function reportBackLine({ id, subject, status, dueOn, dueAt }: ReportBackView, now: Instant): ReportBackLine {
  return { id, subject, status, dueOn, overdue: NOT_IN.includes(status) && new Date(dueAt).toISOString() < now };
}

async function overdueAt(database: EntityManager, startsAt: Date): Promise<readonly ReportBackView[]> {
  return database
    .createQueryBuilder(ReportBackView, 'r')
    .where('r.status in (:...statuses) and r.due_at < :startsAt', { statuses: NOT_IN, startsAt })
    .orderBy({ 'r.dueAt': 'ASC', 'r.id': 'ASC' })
    .getMany();
}

async function continuedMatters(
  database: EntityManager,
  { boardId, startsAt }: MeetingView,
): Promise<Packet['continuedMatters']> {
  const rows = await database
    .createQueryBuilder(MeetingItemView, 'i')
    .innerJoin(MeetingView, 'm', 'm.id = i.meeting_id')
    .where(`i.status = 'CONTINUED' and m.board_id = :boardId and m.starts_at < :startsAt`, { boardId, startsAt })
    .andWhere(
      `not exists (select from meeting_items later where later.continues ->> 'itemNumber' = i.number
                   and later.continues ->> 'meetingId' = i.meeting_id::text)`,
    )
    .orderBy({ 'i.meetingId': 'ASC', 'i.number': 'ASC' })
    .getMany();
  return rows.map(({ meetingId, number, title, continuedTo, continuedUntil }) => ({
    ...{ meetingId, number, title, continuedTo, continuedUntil },
  }));
}

async function minutesToApprove(
  database: EntityManager,
  { boardId, startsAt }: MeetingView,
): Promise<Packet['minutesToApprove']> {
  const rows = await database
    .createQueryBuilder(MeetingView, 'm')
    .where(`m.status in ('ADJOURNED', 'NO_QUORUM') and m.minutes_status <> 'APPROVED' and m.board_id = :boardId`, { boardId })
    .andWhere('m.starts_at < :startsAt', { startsAt })
    .orderBy({ 'm.startsAt': 'ASC', 'm.id': 'ASC' })
    .getMany();
  return rows.map(({ id, startsAt: heldAt, minutesStatus }) => ({ id, startsAt: heldAt, minutesStatus }));
}
