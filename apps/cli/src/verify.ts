import { type KeptNote, type SourceAddress, Unreadable, type Verdict, verify } from '#verifier';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { CliError, type CliOptions, type CliRun } from './command.js';

/** Nothing could be said: the source is not to be had, not whole, or no log. */
const UNREADABLE = 2;
/** The log is not what was signed. 1 is left to what goes wrong with the command itself, as in every other one. */
const DIVERGES = 3;
/** Requests at a time, of all threads together: a verification is a guest of the API. */
const REQUESTS_AT_A_TIME = 8;
const BAR_WIDTH = 30;

/** Recomputes a log from what others can read of it, and says whether it is what was signed. */
export const verifyLog: CliRun = async (_args, options) => {
  const threads = availableParallelism();
  const kept = options.checkpoints === undefined ? [] : keptIn(options.checkpoints);
  try {
    const verdict = await verify({
      source: addressOf(options, threads),
      keys: options.key ?? [],
      witnesses: options.witness ?? [],
      kept,
      threads,
      ...(process.stderr.isTTY && !options.json ? { progress: bar } : {}),
    });
    if (options.json) options.print(JSON.stringify(verdict));
    else for (const line of linesOf(verdict)) options.print(line);
    return verdict.verified ? 0 : DIVERGES;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (options.json) options.print(JSON.stringify({ verified: false, unreadable: error.message }));
    else options.note(`Nothing can be said about the log: ${error.message}`);
    return UNREADABLE;
  }
};

function addressOf({ url, export: path }: CliOptions, threads: number): SourceAddress {
  if (url !== undefined && path === undefined) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new CliError(`--url takes a URL with http or https, not ${url}.`);
    const inFlight = Math.max(1, Math.floor(REQUESTS_AT_A_TIME / threads));
    return { kind: 'http', url, token: process.env['PROMULGATE_TOKEN'], inFlight };
  }
  if (path !== undefined && url === undefined) return { kind: 'package', path };
  throw new CliError('Say what to verify: either --url URL, where an API is, or --export PATH, a records package.');
}

/** Every file below the folder is a checkpoint that somebody kept. */
function keptIn(folder: string): KeptNote[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((name) => ({ name, bytes: readFileSync(name) }));
  } catch (error) {
    throw new CliError(`--checkpoints ${folder} cannot be read: ${(error as Error).message}.`);
  }
}

function linesOf(verdict: Verdict): string[] {
  const { verified, says, findings, checkpoint, checkpoints, data, filtered, keys, witnesses } = verdict;
  const lines: string[] = [];
  if (verified && checkpoint) {
    if (filtered) lines.push('A package of some entries: each of them has its place in the log, by its proof.');
    else lines.push(`Checkpoints that the entries agree with: ${checkpoints}. Root: ${checkpoint.root}.`);
    lines.push(...dataLines(data));
    for (const { vkey, size, at } of witnesses) lines.push(`Witness ${vkey} cosigned the checkpoint of ${size} at ${at}.`);
    if (keys.from === 'log') {
      lines.push('The keys are those that the log itself names; compare them with what was published elsewhere (--key):');
      lines.push(...keys.used.map((vkey) => `  ${vkey}`));
    }
    // What counts stands last.
    return [...lines, says];
  }
  lines.push(`Not what was signed. ${says}`);
  for (const { kind, says: more } of findings.slice(1)) lines.push(`  ${kind}: ${more}`);
  return lines;
}

function dataLines(data: Verdict['data']): string[] {
  if (!data) return ['Nothing is delivered beside the entries: data was not verified.'];
  const { verified, withheld, erased } = data;
  const reasons = Object.entries(withheld).map(([exemption, count]) => `, ${count} withheld (${exemption})`);
  return [`Data of ${verified} entries verified${reasons.join('')}${erased > 0 ? `, ${erased} lawfully erased` : ''}.`];
}

function bar(entries: number, of: number): void {
  const share = of === 0 ? 1 : entries / of;
  const full = Math.round(share * BAR_WIDTH);
  const end = entries === of ? '\n' : '';
  process.stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${entries} of ${of} entries${end}`);
}
