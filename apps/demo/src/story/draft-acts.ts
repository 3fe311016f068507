import { createHash } from 'node:crypto';
import { FIRST_VERSION, SECOND_SAID, SECOND_VERSION, TEXT_IN_FORCE, wholeText } from './facts.js';
import type { Player } from './player.js';

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface Drafted {
  readonly protocolId: string;
  readonly draftId: string;
  readonly firstHash: string;
  readonly textHash: string;
}

/** The draft on the request: two versions, the reviews of the second, public comment, transmittal. */
export async function writeDraft(player: Player, requestId: string): Promise<Drafted> {
  const author = 'policy-author';
  const protocolId = await player.play({
    as: author,
    at: '2026-02-26T10:00',
    command: 'register-protocol',
    body: {
      kind: 'MANUAL_SECTION',
      identifier: '4/999.10 (synthetic)',
      title: 'Calls that concern federal immigration action (synthetic)',
      inForce: { text: TEXT_IN_FORCE, since: '2020-07-01', source: 'synthetic' },
    },
    note: 'a synthetic Manual section, version 1 in force',
  });
  const draftId = await player.play({
    as: author,
    at: '2026-02-26T10:30',
    command: 'open-draft',
    body: { protocolId, requestId, origin: 'DEPARTMENT', title: 'Protocols on federal immigration action (synthetic)' },
    note: 'on the request of the Board',
  });
  await player.play({
    as: author,
    at: '2026-02-26T15:00',
    command: 'save-draft-version',
    body: {
      draftId,
      sections: FIRST_VERSION,
      baseVersion: 1,
      changeSummary: 'The elements of the request (synthetic)',
      performedBy: 'city-attorney-2',
    },
    note: 'version 1, written by a deputy city attorney',
  });
  await player.play({
    as: author,
    at: '2026-02-26T15:10',
    command: 'submit-draft',
    body: { draftId },
    note: 'for review',
  });
  await player.refused(
    {
      as: 'city-attorney-2',
      at: '2026-02-26T16:00',
      command: 'record-legal-review',
      body: { draftId, version: 1, outcome: 'CLEARED' },
      note: 'an author clears the own version',
    },
    'own-work',
  );
  await player.play({
    as: 'commission-staff',
    at: '2026-02-27T09:00',
    command: 'request-changes',
    body: { draftId, reason: 'Name the evidence to be preserved, and the monthly report (synthetic).' },
    note: 'before it goes on',
  });
  await player.play({
    as: author,
    at: '2026-02-27T14:00',
    command: 'save-draft-version',
    body: { draftId, sections: SECOND_VERSION, baseVersion: 1, ...SECOND_SAID },
    note: 'version 2',
  });
  await player.play({
    as: author,
    at: '2026-02-27T14:10',
    command: 'submit-draft',
    body: { draftId },
    note: 'for review',
  });
  await review(player, draftId);
  return { protocolId, draftId, firstHash: hashOf(wholeText(FIRST_VERSION)), textHash: hashOf(wholeText(SECOND_VERSION)) };
}

async function review(player: Player, draftId: string): Promise<void> {
  await player.play({
    as: 'commission-staff',
    at: '2026-02-27T16:00',
    command: 'schedule-public-comment',
    body: { draftId, opensAt: player.city.at('2026-03-02T09:00'), closesAt: player.city.at('2026-03-09T17:00') },
    note: '2 to 9 March, across the change of the clocks',
  });
  await player.play({
    as: 'inspector-general',
    at: '2026-03-03T10:00',
    command: 'record-oig-review',
    body: { draftId, version: 2, outcome: 'COMMENTED', comment: 'Report all such incidents to the full Board (synthetic).' },
    note: 'advisory',
  });
  await player.play({
    as: 'city-attorney',
    at: '2026-03-04T10:00',
    command: 'record-legal-review',
    body: { draftId, version: 2, outcome: 'CLEARED', note: 'Privileged advice (synthetic).' },
    note: 'cleared; the advice itself is privileged',
  });
  if (player.city.profile.mandatoryTracks.includes('LABOR')) await screenLabor(player, draftId);
  await player.await('draft.comment-closed', { subject: `drafts/${draftId}` });
  await player.play({
    as: 'commission-staff',
    at: '2026-03-10T12:00',
    command: 'summarise-public-comment',
    body: { draftId, received: 12, summary: 'Twelve comments were received (synthetic).' },
    note: 'the summary precedes the vote',
  });
  await player.play({
    as: 'chief',
    at: '2026-03-10T15:00',
    command: 'approve-draft',
    body: { draftId },
    note: 'version 2',
  });
  await player.play({
    as: 'chief',
    at: '2026-03-11T09:00',
    command: 'transmit-draft',
    body: { draftId },
    note: 'to the Board',
  });
}

/** Where a text has to be screened for its effects on employees, it is found to have none. */
async function screenLabor(player: Player, draftId: string): Promise<void> {
  await player.play({
    as: 'labor-relations',
    at: '2026-03-05T09:00',
    command: 'screen-labor',
    body: { draftId, version: 2, finding: 'NOT_IN_SCOPE', reason: 'No effects on terms of employment (synthetic).' },
    note: 'not in scope',
  });
  await player.play({
    as: 'city-attorney',
    at: '2026-03-05T11:00',
    command: 'concur-in-labor-scope',
    body: { draftId },
    note: 'the city attorney concurs',
  });
}
