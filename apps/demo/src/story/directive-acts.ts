import { PROVISIONS } from './facts.js';
import type { Player } from './player.js';

const SIGNED = '2026-02-10T12:00';

export interface Provisions {
  readonly directiveId: string;
  readonly protocols: string;
}

/** The directive, its provisions, and where four of the five stand. */
export async function enterDirective(player: Player): Promise<Provisions> {
  const liaison = { as: 'mayor-liaison', at: SIGNED } as const;
  const { directive, policeDepartment } = player.city.particulars;
  const directiveId = await player.play({
    ...liaison,
    command: 'register-directive',
    body: directive,
    note: directive.label,
  });
  const add = (provision: object & { readonly key: string }, more: object = {}): Promise<string> =>
    player.play({
      ...liaison,
      command: 'add-provision',
      body: { directiveId, ...provision, ...more },
      note: `provision ${provision.key}`,
    });
  const cityProperty = await add(PROVISIONS.cityProperty);
  const protocols = await add(PROVISIONS.protocols);
  const stateLaw = await add(PROVISIONS.stateLaw);
  const ownDuties = await add(PROVISIONS.ownDuties, { partOf: stateLaw });
  const federalOfficers = await add(PROVISIONS.federalOfficers, { partOf: stateLaw });
  const ordinance = await add(PROVISIONS.ordinance);
  const contractors = await add(PROVISIONS.contractors);
  await player.play({ ...liaison, command: 'activate-directive', body: { directiveId }, note: 'five provisions' });

  const assignments: readonly (readonly [string, string])[] = [
    [cityProperty, 'General Services (synthetic assignment)'],
    [cityProperty, 'Recreation and Parks (synthetic assignment)'],
    [protocols, 'Board of Police Commissioners'],
    [ownDuties, policeDepartment],
    [ordinance, 'Department of City Planning'],
    [contractors, 'To be designated (synthetic assignment)'],
  ];
  for (const [provisionId, department] of assignments)
    await player.play({ ...liaison, command: 'assign-provision', body: { provisionId, department }, note: department });
  for (const provisionId of [cityProperty, protocols, ownDuties, ordinance, contractors])
    await player.play({ ...liaison, command: 'start-provision', body: { provisionId }, note: 'work begins' });

  await holdForTheLaw(player, federalOfficers);
  return { directiveId, protocols };
}

async function holdForTheLaw(player: Player, provisionId: string): Promise<void> {
  const attorney = { as: 'city-attorney' } as const;
  const ids: string[] = [];
  const { faceCoverings, identification } = player.city.particulars.authorities;
  for (const { citation, title, history } of [faceCoverings, identification]) {
    const authorityId = await player.play({
      ...attorney,
      at: '2026-02-10T15:00',
      command: 'register-authority',
      body: { citation, title },
      note: citation.replace(/ \(.*/, ''),
    });
    for (const status of history)
      await player.play({
        ...attorney,
        at: `${status.orderedOn}T18:00`,
        command: 'record-legal-status',
        body: { authorityId, ...status },
        note: `${status.status} from ${status.effectiveOn}`,
      });
    ids.push(authorityId);
  }
  await player.play({
    ...attorney,
    at: '2026-02-20T09:00',
    command: 'place-legal-hold',
    body: {
      provisionId,
      authorityId: ids[0],
      scope: faceCoverings.history[0]?.scope,
      releaseCondition: 'The injunction as to federal officers no longer operates.',
    },
    note: '3b waits for the law',
  });
  await player.refused(
    {
      ...attorney,
      at: '2026-02-23T09:00',
      command: 'release-legal-hold',
      body: { provisionId },
      note: 'while the authority is enjoined',
    },
    'hold-outlives-its-order',
  );
}
