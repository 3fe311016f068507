/** What the witness is told: one JSON file, checked whole before anything runs. docs/witness.md describes each field. */
import { parseLogKey } from '#tlog';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal, words } from './refusal.js';

export interface LogSettings {
  readonly origin: string;
  /** Verifier keys that the log may sign with; more than one while it changes its key. */
  readonly keys: readonly string[];
  /** Where the log is served, without `/v1`; without it the witness signs for the log and does not watch it. */
  readonly url: string | undefined;
}

export interface Settings {
  readonly keyFile: string;
  readonly stateFolder: string;
  readonly host: string;
  readonly port: number;
  readonly pollSeconds: number;
  readonly silentAfterSeconds: number;
  readonly idleAfterSeconds: number;
  readonly logs: readonly LogSettings[];
}

/** Throws a {@link Refusal} that names every fault of the file. Paths in it are relative to it. */
export function readSettings(path: string): Settings {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (fault) {
    throw new Refusal(`The settings cannot be read: ${words(fault)}`, 'docs/witness.md has an example.');
  }
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (fault) {
    throw new Refusal(`${path} is no JSON: ${words(fault)}`, 'docs/witness.md has an example.');
  }
  const faults: string[] = [];
  const settings = settingsFrom(new Fields(written, '', faults), dirname(resolve(path)));
  if (faults.length > 0) throw new Refusal(`${path}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, 'Correct them.');
  return settings;
}

function settingsFrom(fields: Fields, folder: string): Settings {
  const logs = fields.list('logs').map((each) => logFrom(each, fields.faults));
  const origins = logs.map(({ origin }) => origin);
  for (const twice of new Set(origins.filter((origin, at) => origins.indexOf(origin) !== at)))
    fields.faults.push(`logs: ${twice} stands there twice; a log has one entry, with all of its keys.`);
  const settings = {
    keyFile: resolve(folder, fields.text('keyFile')),
    stateFolder: resolve(folder, fields.text('stateFolder')),
    host: fields.text('host', '127.0.0.1'),
    port: fields.number('port', 7380, 0),
    pollSeconds: fields.number('pollSeconds', 60),
    silentAfterSeconds: fields.number('silentAfterSeconds', 900),
    idleAfterSeconds: fields.number('idleAfterSeconds', 7 * 24 * 3600),
    logs,
  };
  fields.requireNoOthers();
  return settings;
}

function logFrom(fields: Fields, faults: string[]): LogSettings {
  const origin = fields.text('origin');
  const keys = fields.texts('keys');
  if (/[\p{Cc}]/u.test(origin)) faults.push(`${fields.at}origin: an origin is one line.`);
  const known = new Set<string>();
  for (const key of keys) {
    try {
      const { name, keyId } = parseLogKey(key);
      if (known.has(`${name} ${keyId}`)) faults.push(`${fields.at}keys: two keys have the name and ID of ${key}.`);
      known.add(`${name} ${keyId}`);
    } catch (fault) {
      faults.push(`${fields.at}keys: ${words(fault)}`);
    }
  }
  const url = fields.text('url', '');
  if (url !== '' && !/^https?:\/\/[^?#]+$/.test(url)) faults.push(`${fields.at}url: an http or https address, not ${url}.`);
  fields.requireNoOthers();
  return { origin, keys, url: url === '' ? undefined : url.replace(/\/+$/, '') };
}

/** The fields of a JSON object, each asked for once; what is wrong is collected. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #asked = new Set<string>();

  constructor(
    value: unknown,
    readonly at: string,
    readonly faults: string[],
  ) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) faults.push(`${at || 'the file'}: an object is wanted.`);
    this.#values = isObject ? (value as Record<string, unknown>) : {};
  }

  text(name: string, otherwise?: string): string {
    const value = this.#take(name) ?? otherwise;
    if (typeof value === 'string' && (value !== '' || otherwise !== undefined)) return value;
    this.#wants(name, 'a text');
    return '';
  }

  texts(name: string): readonly string[] {
    const value = this.#take(name);
    if (Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')) return value;
    this.#wants(name, 'a list of texts, one at least,');
    return [];
  }

  /** More than `above`, or 0 where it is 0. */
  number(name: string, otherwise: number, least = Number.MIN_VALUE): number {
    const value = this.#take(name) ?? otherwise;
    if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
    this.#wants(name, 'a number above 0');
    return otherwise;
  }

  list(name: string): readonly Fields[] {
    const value = this.#take(name);
    if (Array.isArray(value)) return value.map((each, at) => new Fields(each, `${this.at}${name}[${at}].`, this.faults));
    this.#wants(name, 'a list');
    return [];
  }

  /** A field that nobody knows is a mistake: most often a name spelled wrongly, whose default would hold unseen. */
  requireNoOthers(): void {
    for (const name of Object.keys(this.#values))
      if (!this.#asked.has(name)) this.faults.push(`${this.at}${name}: there is no such setting.`);
  }

  #take(name: string): unknown {
    this.#asked.add(name);
    return this.#values[name];
  }

  #wants(name: string, what: string): void {
    this.faults.push(`${this.at}${name}: ${what} is wanted, not ${JSON.stringify(this.#values[name]) ?? 'nothing'}.`);
  }
}
