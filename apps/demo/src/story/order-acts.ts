import type { Drafted } from './draft-acts.js';
import type { Player } from './player.js';
import { adjourn, callMeeting, minute, openMeeting } from './request-acts.js';

/** The order from its number to its effect. */
export async function order(player: Player, { protocolId, draftId, textHash }: Drafted, boardActionId: string): Promise<string> {
  const orderId = await player.play({
    as: 'policy-author',
    at: '2026-03-17T16:00',
    command: 'reserve-order-number',
    body: { ...player.city.order, year: 2026, subject: 'Protocols (synthetic)' },
    note: 'the next number of the year (synthetic)',
  });
  await player.play({
    as: 'chief',
    at: '2026-03-18T10:00',
    command: 'sign-order',
    body: {
      orderId,
      fileCode: '17.2 (synthetic)',
      effectiveAt: player.city.at('2026-03-20T00:01'),
      boardApproval: 'REQUIRED',
      boardActionId,
      changes: [{ protocolId, draftId, change: 'REVISED', textHash }],
    },
    note: 'in force from 20 March 00:01',
  });
  await player.await('order.effective', { subject: `orders/${orderId}` });
  await player.await('protocol.version-effective', { subject: `protocols/${protocolId}`, from: '2026-03-20T00:00:00Z' }, 2);
  for (const [milestone, on] of [
    ['DISTRIBUTED', '2026-03-20'],
    ['POSTED_ONLINE', '2026-03-23'],
  ])
    await player.play({
      as: 'policy-author',
      at: '2026-03-23T10:00',
      command: 'record-order-milestone',
      body: { orderId, milestone, on },
      note: `${on}`,
    });
  return orderId;
}

/** The first two monthly report-backs, the second with nothing to report; both before the Board and accepted. */
export async function reportBack(player: Player, boardId: string, boardActionId: string, provisionId: string): Promise<void> {
  const first = await player.play({
    as: 'commission-staff',
    at: '2026-03-18T11:00',
    command: 'schedule-report-back',
    body: {
      source: { type: 'board-actions', id: boardActionId },
      provisionId,
      subject: 'Calls and crime reports, monthly',
      dueOn: '2026-04-17',
      recurs: 'MONTHLY',
    },
    note: 'monthly, the first by 17 April (synthetic)',
  });
  const submitted = await player.playForCommand({
    as: 'chief',
    at: '2026-04-15T10:00',
    command: 'submit-report-back',
    body: {
      reportBackId: first,
      periodFrom: '2026-03-17',
      periodTo: '2026-04-14',
      nothingToReport: false,
      figures: [
        { label: 'calls (synthetic)', value: 4 },
        { label: 'crime reports (synthetic)', value: 1 },
      ],
    },
    note: '4 calls, 1 crime report (synthetic)',
  });
  const next = await player.await('report-back.scheduled', { correlation: submitted });
  const second = next.subject.slice(next.subject.indexOf('/') + 1);
  await player.play({
    as: 'chief',
    at: '2026-05-14T10:00',
    command: 'submit-report-back',
    body: { reportBackId: second, periodFrom: '2026-04-15', periodTo: '2026-05-14', nothingToReport: true },
    note: 'nothing to report, and that is reported',
  });
  const meeting = await callMeeting(player, boardId, {
    startsAt: '2026-06-02T09:30',
    at: '2026-05-28T10:00',
    items: [first, second].map((reportBackId, at) => ({
      number: String(at + 1),
      title: `Monthly report ${at + 1} (synthetic)`,
      kind: 'INFORMATION',
      section: 'REGULAR',
      reportBackId,
    })),
  });
  await openMeeting(player, meeting, 1);
  await adjourn(player, meeting);
  for (const reportBackId of [first, second]) {
    await player.await('report-back.agendized', { subject: `report-backs/${reportBackId}` });
    await player.play({
      as: 'commission-staff',
      at: minute(meeting, 120),
      command: 'accept-report-back',
      body: { reportBackId },
      note: 'heard by the Board',
    });
  }
}
