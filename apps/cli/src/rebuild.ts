import { projections } from '#commission';
import { rebuildView } from '#event-log';
import { CliError, type CliRun, ownerDatabaseUrl } from './command.js';

/** Rebuilds views from the log beside the live ones, then swaps them. */
export const rebuild: CliRun = async ([name], { json, print }) => {
  const chosen = name === undefined ? projections : projections.filter((projection) => projection.name === name);
  if (chosen.length === 0)
    throw new CliError(`There is no view ${name}; there are ${projections.map((each) => each.name).join(', ')}.`);
  const rebuilt: { view: string; position: number }[] = [];
  for (const projection of chosen) {
    let position = 0;
    await rebuildView(ownerDatabaseUrl(), projection, { onProgress: (reached) => (position = reached) });
    rebuilt.push({ view: projection.name, position });
    if (!json) print(`${projection.name}: rebuilt up to position ${position}.`);
  }
  if (json) print(JSON.stringify({ rebuilt }));
  return 0;
};
