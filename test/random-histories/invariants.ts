/** What holds after every history, whatever was tried: judged from the log alone, and not by the functions that decided. */
import type { DomainEvent, MeetingKind, Profile } from '#kernel';
import type { Entry, World } from './world.js';

type Data = Readonly<Record<string, unknown>>;
const dataOf = (event: DomainEvent): Data => event.data as Data;
const HOUR_MS = 3_600_000;

/** The sentences that a world breaks; none where all is well. */
export function broken(world: World): string[] {
  return [
    ...replayEqualsLive(world),
    ...oneVersionAtAnInstant(world),
    ...oneProvisionAKey(world),
    ...oneDispositionAProvision(world),
    ...amendmentsAreConformed(world),
    ...whatFollowsIsTaken(world),
    ...adoptionsWereDue(world),
    ...clearancesAreOfTheirText(world),
    ...nobodyJudgesOwnWork(world),
    ...ordersRestOnAdoptions(world),
    ...reviewsCountDaysOnRecord(world),
  ];
}

const of = (log: readonly Entry[], type: string): Entry[] => log.filter(({ event }) => event.type === type);

/** An event that was stored and read again leads where it led when it happened. */
function replayEqualsLive(world: World): string[] {
  return [...world.streams.keys()].flatMap((stream) => {
    const [live, replayed] = [world.live.get(stream), world.replayed(stream)].map((state) => JSON.stringify(state));
    return live === replayed ? [] : [`${stream}: replayed it is ${replayed}, live it is ${live}`];
  });
}

/** Each version of a protocol begins where the one before ends, and not before that began. */
function oneVersionAtAnInstant({ log }: World): string[] {
  const wrong: string[] = [];
  const standing = new Map<string, { version: number; since: string; until?: string }>();
  for (const { stream, event } of log) {
    const now = standing.get(stream);
    const data = dataOf(event);
    if (event.type === 'protocol.version-effective') {
      const since = data['effectiveAt'] as string;
      if (now && (Number(data['version']) !== now.version + 1 || since < (now.until ?? now.since)))
        wrong.push(`${stream}: version ${String(data['version'])} from ${since} after ${JSON.stringify(now)}`);
      if (now && now.until === undefined && data['supersedes'] !== now.version)
        wrong.push(`${stream}: two versions are effective`);
      standing.set(stream, { version: Number(data['version']), since });
    }
    if (event.type === 'protocol.version-rescinded' && now)
      standing.set(stream, { ...now, until: data['effectiveAt'] as string });
    if (event.type === 'protocol.version-expired' && now) standing.set(stream, { ...now, until: data['expiredAt'] as string });
  }
  return wrong;
}

function oneProvisionAKey({ log }: World): string[] {
  const keys = of(log, 'provision.opened').map(
    ({ event }) => `${String(dataOf(event)['directiveId'])} ${String(dataOf(event)['key'])}`,
  );
  return keys.length === new Set(keys).size ? [] : ['Two provisions of a directive have one key'];
}

const ENDS: readonly string[] = ['provision.verified', 'provision.withdrawn', 'provision.declined', 'provision.superseded'];

/** A provision ends once, and what has ended is worked on no more; what is on hold waits. */
function oneDispositionAProvision({ log }: World): string[] {
  const stands = new Map<string, string>();
  return log.flatMap(({ stream, event: { type } }) => {
    if (!stream.startsWith('provisions/')) return [];
    const before = stands.get(stream);
    stands.set(stream, type);
    if (before === undefined) return type === 'provision.opened' ? [] : [`${stream}: ${type} before it was opened`];
    if (ENDS.includes(before)) return [`${stream}: ${type} after ${before}`];
    const isWork = type === 'provision.started' || type.startsWith('provision.evidence') || type === 'provision.verified';
    return before === 'provision.paused' && isWork ? [`${stream}: ${type} on hold`] : [];
  });
}

/** What the Board adopted as amended is in force in the words that were certified to say so, and in no others. */
function amendmentsAreConformed({ log }: World): string[] {
  return of(log, 'draft.adopted').flatMap(({ stream, version, event }) => {
    const before = log.filter((entry) => entry.stream === stream && entry.version < version).map((entry) => entry.event);
    const amended = before.findLast(({ type }) => type === 'draft.adopted-as-amended');
    if (!amended) return [];
    const { textHash } = dataOf(event);
    const certified = before.some(
      ({ type, data }) => type === 'draft.conformed-text-certified' && (data as Data)['textHash'] === textHash,
    );
    const { amendedHash } = dataOf(amended);
    return [
      ...(certified ? [] : [`${stream}: the amended text was not certified`]),
      ...(amendedHash === undefined || amendedHash === textHash ? [] : [`${stream}: another text than the vote named`]),
    ];
  });
}

/** The posting of an agenda is a fact, also where what it names is not ready, or has gone: that is refused on record, and no vote carries. */
const OF_A_POSTING: readonly string[] = ['note-draft-posted', 'note-request-agendized', 'note-report-back-agendized'];

/** What follows by itself from what was accepted is accepted too: a reaction that is refused would leave two records that contradict each other. */
function whatFollowsIsTaken({ outcomes }: World): string[] {
  return outcomes.flatMap(({ step: { as, command }, stream, answer }) => {
    if (as !== 'system' || typeof answer !== 'string') return [];
    const isOfItsTime = OF_A_POSTING.includes(command) && answer === 'not-in-this-state';
    return isOfItsTime ? [] : [`${command} on ${stream}: ${answer}`];
  });
}

/** No action without notice, comment, a quorum, the ayes that the place asks for of members who may vote, and the posted text. */
function adoptionsWereDue({ log, profile }: World): string[] {
  return [...log.entries()].flatMap(([place, { event }]) => {
    if (event.type !== 'board-action.adopted') return [];
    const action = dataOf(event);
    const before = log.slice(0, place).filter(({ stream }) => stream === `meetings/${String(action['meetingId'])}`);
    const number = action['itemNumber'] as string;
    return adoptionFaults(before, number, action, profile).map(
      (what) => `${String(action['meetingId'])} item ${number}: ${what}`,
    );
  });
}

interface Vote {
  readonly member: string;
  readonly vote: string;
}

function adoptionFaults(meeting: readonly Entry[], number: string, action: Data, { board, noticeHours }: Profile): string[] {
  const wrong: string[] = [];
  const names = (event: DomainEvent): boolean =>
    (dataOf(event)['items'] as readonly string[] | undefined)?.includes(number) ?? true;
  const rollCall = of(meeting, 'meeting.roll-call-recorded').findLast(({ event }) => names(event));
  const scheduled = of(meeting, 'meeting.scheduled')[0];
  if (!rollCall || !scheduled) return ['no roll call'];
  const putRight = of(meeting, 'meeting.vote-corrected').filter(({ event }) => names(event));
  const votes = (dataOf(rollCall.event)['votes'] as readonly Vote[]).map((cast) => {
    const right = putRight.findLast(({ event }) => dataOf(event)['member'] === cast.member);
    return right ? { ...cast, vote: dataOf(right.event)['is'] as string } : cast;
  });
  const ayes = new Set(votes.filter(({ vote }) => vote === 'AYE').map(({ member }) => member));
  if (ayes.size < board.ayesToAdopt) wrong.push(`${ayes.size} ayes`);
  if (new Set(votes.map(({ member }) => member)).size !== votes.length) wrong.push('somebody voted twice');
  if ((dataOf(rollCall.event)['present'] as readonly string[]).length < board.quorum) wrong.push('no quorum');
  const recused = of(meeting, 'meeting.recusal-recorded').filter(({ event }) => names(event) && dataOf(event)['late'] !== true);
  for (const { event } of recused) if (ayes.has(dataOf(event)['member'] as string)) wrong.push('a recused member voted');
  const votedAt = dataOf(rollCall.event)['votedAt'] as string;
  const wasHeard = ({ event }: Entry): boolean => names(event) && (dataOf(event)['heardAt'] as string) <= votedAt;
  if (!of(meeting, 'meeting.comment-heard').some(wasHeard)) wrong.push('comment was not heard');
  const { startsAt, kind } = dataOf(scheduled.event) as { startsAt: string; kind: MeetingKind };
  const hours = noticeHours[kind];
  const posted = of(meeting, 'meeting.agenda-posted').find(({ event }) =>
    (dataOf(event)['items'] as readonly Data[]).some((item) => item['number'] === number),
  );
  const postedAt = posted ? Date.parse(dataOf(posted.event)['postedAt'] as string) : Infinity;
  const excepted = of(meeting, 'meeting.notice-exception-recorded').some(
    ({ event }) => names(event) && dataOf(event)['holds'] === true,
  );
  if (kind !== 'EMERGENCY' && !excepted && postedAt > Date.parse(startsAt) - hours * HOUR_MS) wrong.push('posted too late');
  const item = posted && (dataOf(posted.event)['items'] as readonly Data[]).find((each) => each['number'] === number);
  if (item?.['textHash'] !== undefined && action['amended'] === false && action['textHash'] !== item['textHash'])
    wrong.push('another text than the posted one');
  return wrong;
}

/** What goes to the Board was cleared in these words, or their difference was certified to be of no substance; what lies there as accessible, too. */
function clearancesAreOfTheirText({ log }: World): string[] {
  return [...of(log, 'draft.transmitted'), ...of(log, 'draft.posted')].flatMap(({ stream, version, event }) => {
    const before = log.filter((entry) => entry.stream === stream && entry.version < version).map((entry) => entry.event);
    const { textHash } = dataOf(event);
    const last = before.findLast(({ type }) => type === 'draft.version-saved');
    if (last && dataOf(last)['textHash'] !== textHash) return [`${stream}: ${event.type} is not the last text`];
    if (event.type === 'draft.transmitted')
      return standsFor(before, 'LEGAL', textHash, 'OBJECTION') ? [] : [`${stream}: the text transmitted was not cleared`];
    return dataOf(event)['accessibilityWarning'] === true || standsFor(before, 'ACCESSIBILITY', textHash, undefined)
      ? []
      : [`${stream}: the text posted without a warning never passed`];
  });
}

/** Whether the last review of a track had another outcome than `not`, and was of this text or is certified to hold for it. */
function standsFor(before: readonly DomainEvent[], track: string, textHash: unknown, not: string | undefined): boolean {
  const place = before.findLastIndex((event) => event.type === 'draft.review-recorded' && dataOf(event)['track'] === track);
  const review = before[place];
  if (!review || dataOf(review)['outcome'] === not) return false;
  const isCertified = (event: DomainEvent): boolean =>
    dataOf(event)['step'] === 'NON_SUBSTANTIVE' && dataOf(event)['textHash'] === textHash;
  return dataOf(review)['textHash'] === textHash || before.slice(place).some(isCertified);
}

/** Whoever wrote a text clears, approves and transmits none of it. */
function nobodyJudgesOwnWork({ log }: World): string[] {
  const authors = new Map<string, Set<string>>();
  const judging = new Set(['draft.review-recorded', 'draft.approved', 'draft.transmitted', 'draft.conformed-text-certified']);
  return log.flatMap(({ stream, event, actor }) => {
    const own = authors.get(stream) ?? new Set<string>();
    authors.set(stream, own);
    if (event.type === 'draft.version-saved' || event.type === 'draft.conformed-text-attached')
      for (const author of [actor, dataOf(event)['author'] as string]) own.add(author);
    return judging.has(event.type) && own.has(actor) ? [`${stream}: ${actor} wrote it, and is behind ${event.type}`] : [];
  });
}

/** An order's texts were adopted, or issued without the Board; its effect follows its signature, and its designation is its own. */
function ordersRestOnAdoptions({ log }: World): string[] {
  const settled = new Set(
    log.flatMap(({ stream, event }) =>
      event.type === 'draft.adopted' || event.type === 'draft.chief-issued'
        ? [`${stream} ${String(dataOf(event)['textHash'])}`]
        : [],
    ),
  );
  const signed = of(log, 'order.signed').map(({ stream, event }) => ({ stream, data: dataOf(event) }));
  const wrong = signed.flatMap(({ stream, data }) => [
    ...(data['changes'] as readonly Data[])
      .filter(({ draftId, textHash }) => !settled.has(`drafts/${String(draftId)} ${String(textHash)}`))
      .map(() => `${stream}: signed on a text that nobody adopted`),
    ...((data['effectiveAt'] as string) < (data['signedAt'] as string) ? [`${stream}: effective before it was signed`] : []),
  ]);
  const numbered = signed.flatMap(({ data: { orderType, office, year, number } }) =>
    number ? [JSON.stringify([orderType, office, year, number])] : [],
  );
  if (new Set(numbered).size !== numbered.length) wrong.push('Two orders have one number');
  return wrong;
}

const ACTS_OF_THE_COUNCIL: readonly string[] = ['board-action.council-review-waived', 'board-action.jurisdiction-asserted'];

/** Until the Council acts, a review counts the first of its days that are on record after the adoption, and no action is final by fewer. */
function reviewsCountDaysOnRecord({ log }: World): string[] {
  return of(log, 'board-action.council-review-opened').flatMap(({ stream, event }) => {
    const opened = dataOf(event) as { boardId: string; adoptedOn: string; rule: { regularDays: number } };
    const { adoptedOn, rule } = opened;
    const own = log.filter((entry) => entry.stream === stream).map((entry) => entry.event);
    if (own.some(({ type }) => ACTS_OF_THE_COUNCIL.includes(type))) return [];
    const first = (days: readonly string[]): string[] =>
      [...new Set(days)]
        .filter((day) => day > adoptedOn)
        .sort()
        .slice(0, rule.regularDays);
    const kept = log.filter((entry) => entry.stream === `council-days/${opened.boardId}`).map((entry) => entry.event);
    const onRecord = first(kept.reduce<readonly string[]>(withDay, []));
    const counted = own.reduce<readonly string[]>((days, each) => first(withCount(days, each)), []);
    const end = own.findLast(({ type }) => type === 'board-action.final' || type === 'board-action.finality-withdrawn');
    return [
      ...(counted.join() === onRecord.join() ? [] : [`${stream}: counts ${counted.join()}; on record are ${onRecord.join()}`]),
      ...(end?.type === 'board-action.final' && onRecord.length < rule.regularDays
        ? [`${stream}: final after ${onRecord.length} days`]
        : []),
    ];
  });
}

function withDay(days: readonly string[], { type, data }: DomainEvent): readonly string[] {
  const { on } = data as { readonly on: string };
  if (type === 'council-days.recorded') return [...days, on];
  return type === 'council-days.struck' ? days.filter((day) => day !== on) : days;
}

function withCount(days: readonly string[], { type, data }: DomainEvent): readonly string[] {
  const { days: more = [], struck } = data as { readonly days?: readonly string[]; readonly struck?: string };
  const counts = type === 'board-action.council-days-counted' || type === 'board-action.council-days-recounted';
  return counts ? [...days.filter((day) => day !== struck), ...more] : days;
}
