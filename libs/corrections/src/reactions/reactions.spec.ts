import { whenTheCorrectionOfAVoteIsConfirmedCountItAnew } from './when-the-correction-of-a-vote-is-confirmed-count-it-anew.js';

it('When the correction of a vote is confirmed, its meeting counts it as it was cast', () => {
  const roll = { meetingId: 'meeting-1', items: ['3A'], votedAt: '2026-03-10T17:00:00.000Z', member: 'dee' };
  const event = { occurredAt: '2026-03-12T20:00:00.000Z', data: { ...roll, position: 417, is: 'NO' } };
  expect(whenTheCorrectionOfAVoteIsConfirmedCountItAnew.then(event as never)).toEqual([
    { name: 'note-vote-corrected', body: { ...roll, vote: 'NO', occurredAt: event.occurredAt } },
  ]);
});
