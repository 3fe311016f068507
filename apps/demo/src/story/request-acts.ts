import type { Player } from './player.js';

const STAFF = 'commission-staff';
const SECRETARY = 'board-secretary';

export interface Meeting {
  readonly id: string;
  /** RFC 3339 with offset: the start that the public was told. */
  readonly startsAt: string;
}

/** The Board with a member for each seat; all of them are invented. */
export async function seatBoard(player: Player): Promise<string> {
  const { commissioners, profile } = player.city;
  const at = '2026-02-10T13:00';
  const boardId = await player.play({
    as: STAFF,
    at,
    command: 'constitute-board',
    body: { name: profile.name },
    note: `${profile.board.seats} seats`,
  });
  for (const { seat, holder, name } of commissioners)
    await player.play({
      as: STAFF,
      at,
      command: 'fill-seat',
      body: { boardId, seat, holder, name, from: '2025-07-01' },
      note: name,
    });
  for (const [office, holder] of [
    ['PRESIDENT', 'commissioner-1'],
    ['VICE_PRESIDENT', 'commissioner-2'],
  ])
    await player.play({
      as: SECRETARY,
      at,
      command: 'elect-officer',
      body: { boardId, office, holder, from: '2025-08-01' },
      note: `${holder}`,
    });
  return boardId;
}

interface Called {
  readonly startsAt: string;
  /** When the meeting was called. */
  readonly at: string;
  /** Absent where the agenda is posted in time. */
  readonly postedAt?: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** A regular meeting from its call to the posted agenda. */
export async function callMeeting(player: Player, boardId: string, called: Called): Promise<Meeting> {
  const { city } = player;
  const { at, items, postedAt = city.postedFor(called.startsAt) } = called;
  const startsAt = city.at(called.startsAt);
  const id = await player.play({
    as: STAFF,
    at,
    command: 'schedule-meeting',
    body: { boardId, kind: 'REGULAR', startsAt, place: city.particulars.place },
    note: `regular meeting of ${startsAt.slice(0, 10)}`,
  });
  for (const item of items)
    await player.play({
      as: STAFF,
      at,
      command: 'place-item',
      body: { meetingId: id, ...item },
      note: `item ${String(item['number'])}`,
    });
  await player.play({
    as: STAFF,
    at: postedAt,
    command: 'post-agenda',
    body: { meetingId: id, evidence: { locations: [city.particulars.postedAt] } },
    note: `posted ${postedAt.slice(0, 16).replace('T', ' ')}`,
  });
  return { id, startsAt };
}

/** The meeting opens with all members, and comment is heard. `minute(n)` is n minutes after its start. */
export async function openMeeting(player: Player, meeting: Meeting, speakers: number): Promise<void> {
  const secretary = { as: SECRETARY } as const;
  const meetingId = meeting.id;
  await player.play({ ...secretary, at: minute(meeting, 0), command: 'convene-meeting', body: { meetingId }, note: 'convened' });
  for (const { holder, name } of player.city.commissioners)
    await player.play({
      ...secretary,
      at: minute(meeting, 1),
      command: 'record-attendance',
      body: { meetingId, member: holder, change: 'ARRIVED' },
      note: name,
    });
  await player.play({
    ...secretary,
    at: minute(meeting, 20),
    command: 'record-comment-heard',
    body: { meetingId, speakers },
    note: `${speakers} speakers (synthetic)`,
  });
}

/** So many minutes after the start of a meeting. */
export function minute(meeting: Meeting, minutes: number): string {
  return new Date(Date.parse(meeting.startsAt) + minutes * 60_000).toISOString();
}

export function adjourn(player: Player, meeting: Meeting): Promise<string> {
  return player.play({
    as: SECRETARY,
    at: minute(meeting, 90),
    command: 'adjourn-meeting',
    body: { meetingId: meeting.id },
    note: 'adjourned',
  });
}

/** The votes of these members, all AYE. */
export const ayesOf = (members: readonly { holder: string }[]): { member: string; vote: 'AYE' }[] =>
  members.map(({ holder }) => ({ member: holder, vote: 'AYE' }));

/** Provision 2 becomes a request of the Board: a report, a request that cites it, a vote. */
export async function issueRequest(player: Player, boardId: string, provisionId: string): Promise<string> {
  const at = '2026-02-13T10:00';
  const boardReportId = await player.play({
    as: STAFF,
    at,
    command: 'register-board-report',
    body: {
      from: 'EXECUTIVE_DIRECTOR',
      title: 'Request to the Chief of Police under Executive Directive 17, provision 2 (synthetic)',
      reportedOn: '2026-02-13',
    },
    note: 'a BPC number is assigned',
  });
  const requestId = await player.play({
    as: STAFF,
    at,
    command: 'open-request',
    body: {
      provisionId,
      boardReportId,
      title: 'Update the protocols on federal immigration action',
      asks: ['Transmit an updated protocol to the Board', 'Report to the Board every month'],
    },
    note: 'cites that report',
  });
  const meeting = await callMeeting(player, boardId, {
    startsAt: '2026-02-24T09:30',
    at: '2026-02-18T10:00',
    items: [
      {
        number: '3',
        title: 'Request to the Chief of Police (synthetic)',
        kind: 'ACTION',
        section: 'REGULAR',
        requestId,
        boardReportId,
      },
    ],
  });
  await openMeeting(player, meeting, 0);
  const body = { meetingId: meeting.id, items: ['3'] };
  await player.play({
    as: SECRETARY,
    at: minute(meeting, 30),
    command: 'record-motion',
    body: { ...body, mover: 'commissioner-2', seconder: 'commissioner-3' },
    note: 'moved and seconded',
  });
  await player.play({
    as: SECRETARY,
    at: minute(meeting, 35),
    command: 'record-roll-call',
    body: { ...body, votes: ayesOf(player.city.commissioners) },
    note: `${player.city.commissioners.length}–0`,
  });
  await adjourn(player, meeting);
  await player.await('request.issued', { subject: `requests/${requestId}` });
  await player.play({
    as: 'chief',
    at: '2026-02-26T09:00',
    command: 'acknowledge-request',
    body: { requestId },
    note: 'issued by the Board, acknowledged by the Chief',
  });
  return requestId;
}
