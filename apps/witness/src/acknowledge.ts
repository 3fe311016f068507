/** A person's word on an alarm that does not end by itself; also while the witness runs, which reads it from the journal. */
import { userInfo } from 'node:os';
import { type Alarm, isLasting, openAlarms } from './alarms.js';
import { Refusal } from './refusal.js';
import { readSettings, type Settings } from './settings.js';
import { requireState } from './state-folder.js';

/** Acknowledges every open alarm of the log that waits for a person; answers them. */
export async function acknowledge(settingsFile: string, origin: string, reason: string): Promise<readonly Alarm[]> {
  const { stateFolder, logs } = readSettings(settingsFile);
  const journal = requireState(stateFolder);
  const open = openAlarms(journal.entries()).filter((alarm) => alarm.origin === origin);
  const log = logs.find((each) => each.origin === origin);
  const waiting = open.filter(({ kind }) => isLasting(kind) || !isLookedFor(kind, log));
  if (waiting.length === 0)
    throw new Refusal(
      `No alarm of ${origin} waits to be acknowledged.`,
      open.length > 0
        ? `Open are: ${open.map(({ kind }) => kind).join(', ')}. They end by themselves when their cause does.`
        : 'None is open.',
    );
  for (const { kind } of waiting)
    await journal.add({ entry: 'acknowledged', at: new Date().toISOString(), origin, kind, by: userInfo().username, reason });
  return waiting;
}

/** Whether its cause is still looked for: a log that is gone from the settings, or from its address, can no longer be seen to be well. */
const isLookedFor = (kind: Alarm['kind'], log: Settings['logs'][number] | undefined): boolean =>
  kind === 'idle' ? log !== undefined : log?.url !== undefined;
