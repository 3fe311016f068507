/** Runs the witness until it is told to end. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Alarms } from './alarms.js';
import { openKey } from './key-file.js';
import { Refusal, words } from './refusal.js';
import { witnessServer } from './server.js';
import { readSettings } from './settings.js';
import { claimState, openRecords, requireState } from './state-folder.js';
import { Watch } from './watch.js';
import { watchedLog, Witness } from './witness.js';

/** What hangs longer is cut off: nothing is lost by it, for what was signed is on disk. */
const DRAIN_MS = 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const warn = (line: string): void => void process.stderr.write(`${line}\n`);

export async function serve(settingsFile: string): Promise<void> {
  const settings = readSettings(settingsFile);
  const key = openKey(settings.keyFile);
  const journal = requireState(settings.stateFolder);
  claimState(settings.stateFolder);
  journal.mend();
  const records = await openRecords(
    settings.stateFolder,
    journal,
    settings.logs.map(({ origin }) => origin),
  );
  const alarms = new Alarms(journal, join(settings.stateFolder, 'evidence'), warn);
  const logs = settings.logs.flatMap((log, at) => (records[at] ? [watchedLog(log, records[at])] : []));
  const witness = new Witness(key, logs, alarms);
  const watches = logs.map((log) => new Watch(witness, log, alarms, settings));

  // Before anybody is told where it is: whoever knows that may end it at once. The last is told by the death of whoever started us with a channel.
  const told = Promise.race(['SIGTERM', 'SIGINT', 'disconnect'].map((signal) => once(process, signal)));
  process.channel?.unref();
  const server = witnessServer({ witness, watches, alarms, warn });
  await listen(server, settings.port, settings.host);
  const { address, port } = server.address() as AddressInfo;
  say(`${key.verifierKey}`);
  say(
    `Witnessing ${logs.length} ${logs.length === 1 ? 'log' : 'logs'} at http://${address.includes(':') ? `[${address}]` : address}:${port}`,
  );

  const stopping = new AbortController();
  const watching = Promise.all(watches.map((watch) => watch.run(stopping.signal)));
  await Promise.race([told, watching]);
  stopping.abort();
  server.close();
  server.closeIdleConnections();
  const hard = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MS);
  await Promise.all([watching, once(server, 'close')]);
  clearTimeout(hard);
}

async function listen(server: ReturnType<typeof witnessServer>, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (fault) {
    throw new Refusal(`Nothing can be heard at ${host}:${port}: ${words(fault)}.`, 'Set another host or port in the settings.');
  }
}
