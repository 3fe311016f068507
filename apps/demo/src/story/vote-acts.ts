import type { Drafted } from './draft-acts.js';
import type { Player } from './player.js';
import { adjourn, ayesOf, callMeeting, minute, openMeeting } from './request-acts.js';

const SECRETARY = 'board-secretary';

/**
 * An agenda that was posted too late without anybody noticing: days before at the same time of day as the meeting on Tuesday, but on
 * the Sunday between the two the clocks went forward, and 71 hours are not 72.
 */
export async function tryLatePosting(player: Player, boardId: string): Promise<void> {
  const { city } = player;
  const startsAt = '2026-03-10T09:30';
  const hours = city.profile.noticeHours.REGULAR;
  const meeting = await callMeeting(player, boardId, {
    startsAt,
    at: '2026-03-05T10:00',
    postedAt: city.before(startsAt, hours),
    items: [{ number: '2', title: 'A schedule of community meetings (synthetic)', kind: 'ACTION', section: 'REGULAR' }],
  });
  await openMeeting(player, meeting, 0);
  const body = { meetingId: meeting.id, items: ['2'] };
  await player.play({
    as: SECRETARY,
    at: minute(meeting, 30),
    command: 'record-motion',
    body: { ...body, mover: 'commissioner-4', ...(city.profile.board.secondRequired && { seconder: 'commissioner-3' }) },
    note: 'moved',
  });
  await player.refused(
    {
      as: SECRETARY,
      at: minute(meeting, 35),
      command: 'record-roll-call',
      body: { ...body, votes: ayesOf(city.commissioners) },
      note: `an hour short of ${hours}`,
    },
    'posted-too-late',
  );
  await adjourn(player, meeting);
}

/** The vote on the transmitted text: all but one, who is recused; answers with the Board action, attested. */
export async function adopt(player: Player, boardId: string, { draftId, firstHash, textHash }: Drafted): Promise<string> {
  const boardReportId = await player.play({
    as: 'commission-staff',
    at: '2026-03-12T10:00',
    command: 'register-board-report',
    body: { from: 'CHIEF', title: 'Updated protocols, for approval (synthetic)', reportedOn: '2026-03-12' },
    note: 'carries the draft',
  });
  const item = {
    number: '5',
    title: 'Updated protocols on federal immigration action (synthetic)',
    kind: 'ACTION',
    section: 'REGULAR',
  };
  const meeting = await callMeeting(player, boardId, {
    startsAt: '2026-03-17T09:30',
    at: '2026-03-12T11:00',
    items: [{ ...item, draftId, textHash, boardReportId }],
  });
  await openMeeting(player, meeting, 3);
  const [recused, ...voting] = [...player.city.commissioners].reverse();
  const body = { meetingId: meeting.id, items: ['5'] };
  await player.play({
    as: SECRETARY,
    at: minute(meeting, 25),
    command: 'record-recusal',
    body: { ...body, member: recused?.holder, ground: 'Financial interest (synthetic)' },
    note: `${recused?.holder}`,
  });
  await player.play({
    as: SECRETARY,
    at: minute(meeting, 30),
    command: 'record-motion',
    body: { ...body, mover: 'commissioner-1', seconder: 'commissioner-2' },
    note: 'moved and seconded',
  });
  const votes = ayesOf(voting.reverse());
  await player.refused(
    {
      as: SECRETARY,
      at: minute(meeting, 34),
      command: 'record-roll-call',
      body: { ...body, votes, textHash: firstHash },
      note: 'another text than the posted one',
    },
    'other-text-than-posted',
  );
  const rollCall = await player.playForCommand({
    as: SECRETARY,
    at: minute(meeting, 35),
    command: 'record-roll-call',
    body: { ...body, votes },
    note: `${votes.length}–0, one recused`,
  });
  await adjourn(player, meeting);
  const { subject } = await player.await('board-action.adopted', { correlation: rollCall });
  const boardActionId = subject.slice(subject.indexOf('/') + 1);
  for (const [as, capacity] of [
    ['commissioner-1', 'PRESIDENT'],
    ['board-secretary', 'SECRETARY'],
  ] as const)
    await player.play({
      as,
      at: '2026-03-17T15:00',
      command: 'attest-action',
      body: { boardActionId, as: capacity },
      note: `as ${capacity.toLowerCase()}`,
    });
  await player.await('draft.adopted', { subject: `drafts/${draftId}` });
  return boardActionId;
}
