/**
 * A log and a client of witnesses, written from c2sp.org/tlog-witness, and the witness's own process to try them on. Trees, proofs, keys
 * and signatures are those of the independent verifier: nothing of what is judged is used to judge it.
 */
import { inProject } from '#testing';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNote, parseNote, parseVerifierKey } from '../independent-verifier/note.js';
import { logSigner, MTH, PROOF, type Signer } from '../independent-verifier/spec-log.js';

const MAIN = inProject('dist/apps/witness/src/main.js');

export const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();

/** A log of entries that are told by a word: logs of two words are two histories. */
export class SpecLog {
  readonly signer: Signer;
  /** How many entries are those of the log that this one is a fork of. */
  #shared = 0;
  #before = '';

  constructor(
    readonly origin: string,
    private readonly word = 'entry',
    signer?: Signer,
  ) {
    this.signer = signer ?? logSigner(origin, sha256(origin));
  }

  /** The same name and key, and another history from the entry `after` on. */
  forked(after: number): SpecLog {
    const fork = new SpecLog(this.origin, 'fork', this.signer);
    fork.#shared = after;
    fork.#before = this.word;
    return fork;
  }

  text(size: number): string {
    return `${this.origin}\n${size}\n${MTH(this.#entries(size)).toString('base64')}\n`;
  }

  /** A signed checkpoint of so many entries. */
  note(size: number, ...signers: readonly Signer[]): string {
    return signed(this.text(size), ...(signers.length > 0 ? signers : [this.signer]));
  }

  proof(from: number, to: number): string[] {
    return from === 0 ? [] : PROOF(from, this.#entries(to)).map((hash) => hash.toString('base64'));
  }

  /** What a log sends to have a checkpoint cosigned. */
  request(old: number, size: number): string {
    return addCheckpoint(old, this.proof(old, size), this.note(size));
  }

  #entries(size: number): Buffer[] {
    return Array.from({ length: size }, (_, at) => Buffer.from(`${at < this.#shared ? this.#before : this.word} ${at}`));
  }
}

export const signed = (text: string, ...signers: readonly Signer[]): string =>
  `${text}\n${signers.map((signer) => signer.line(text)).join('')}`;

export const addCheckpoint = (old: number | string, proof: readonly string[], note: string): string =>
  `old ${old}\n${proof.map((hash) => `${hash}\n`).join('')}\n${note}`;

export interface Reply {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

async function replyOf(answer: Promise<Response>): Promise<Reply> {
  const response = await answer;
  return { status: response.status, contentType: response.headers.get('content-type'), body: await response.text() };
}

export const post = (url: string, body: string | Uint8Array<ArrayBuffer>): Promise<Reply> =>
  replyOf(fetch(`${url}/add-checkpoint`, { method: 'POST', body }));
export const get = (url: string, path: string, method = 'GET'): Promise<Reply> => replyOf(fetch(`${url}${path}`, { method }));

/** The cosignature's time, in POSIX seconds; throws unless these lines, and every one of them, are the witness's over this text. */
export function cosignedAt(lines: string, text: string, witnessKey: string): number {
  const note = parseNote(Buffer.from(`${text}\n${lines}`));
  const key = parseVerifierKey(witnessKey);
  const { signedBy, forged } = openNote(note, [key]);
  if (signedBy.length !== 1 || forged.length > 0 || note.signatures.length !== 1 || key.type !== 4)
    throw new Error(`Not a cosignature of ${witnessKey}: ${lines}`);
  return Number(note.signatures[0].signature.readBigUInt64BE());
}

/** What serves where it should have refused to would never end. */
const MOST_MS = 20_000;

/** As `key`, `init` or `acknowledge` is run by a person; `code` is -1 where it was ended by us. */
export function command(...args: readonly string[]): { code: number; out: string; err: string } {
  try {
    const out = execFileSync(process.execPath, [MAIN, ...args], { stdio: 'pipe', timeout: MOST_MS });
    return { code: 0, out: out.toString(), err: '' };
  } catch (fault) {
    const { status, stdout, stderr } = fault as { status: number | null; stdout: Buffer; stderr: Buffer };
    return { code: status ?? -1, out: stdout.toString(), err: stderr.toString() };
  }
}

export interface LogEntry {
  readonly origin: string;
  readonly keys: readonly string[];
  readonly url?: string;
}
export const known = ({ origin, signer }: SpecLog, url?: string): LogEntry => ({
  origin,
  keys: [signer.verifierKey],
  ...(url === undefined ? {} : { url }),
});

let unused: { readonly key: Buffer; readonly journal: Buffer; readonly verifierKey: string } | undefined;

/** A folder with a key, settings and a state, as the technician of docs/witness.md makes them. */
export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'promulgate-witness-'));
  readonly settingsFile = join(this.folder, 'witness.json');
  readonly keyFile = join(this.folder, 'witness.key');
  readonly state = join(this.folder, 'state');
  readonly verifierKey: string;

  constructor(logs: readonly LogEntry[], more: Readonly<Record<string, unknown>> = {}) {
    this.configure(logs, more);
    this.verifierKey = this.#begin();
  }

  /** By the commands, the first time; then with the same key and a copy of the state that nobody has used. */
  #begin(): string {
    if (!unused) {
      const verifierKey = command('key', this.keyFile, 'inspector-general.example/witness').out.trim();
      command('init', this.settingsFile);
      unused = { key: readFileSync(this.keyFile), journal: readFileSync(join(this.state, 'journal.jsonl')), verifierKey };
      return verifierKey;
    }
    writeFileSync(this.keyFile, unused.key, { mode: 0o600 });
    for (const part of ['logs', 'cosigned', 'evidence']) mkdirSync(join(this.state, part), { recursive: true });
    writeFileSync(join(this.state, 'journal.jsonl'), unused.journal);
    return unused.verifierKey;
  }

  configure(logs: readonly LogEntry[], more: Readonly<Record<string, unknown>> = {}): void {
    const settings = { keyFile: 'witness.key', stateFolder: 'state', port: 0, logs, ...more };
    writeFileSync(this.settingsFile, JSON.stringify(settings));
  }

  recordOf({ origin }: SpecLog): string {
    return join(this.state, 'logs', `${sha256(origin).toString('hex')}.json`);
  }

  journal(): Record<string, string>[] {
    const lines = readFileSync(join(this.state, 'journal.jsonl'), 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Record<string, string>);
  }

  /** The files of the evidence that there is, one alarm's. */
  evidence(): Record<string, string> {
    const [folder = ''] = readdirSync(join(this.state, 'evidence'));
    const at = join(this.state, 'evidence', folder);
    return Object.fromEntries(readdirSync(at).map((name) => [name, readFileSync(join(at, name), 'utf8')]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

export interface RunningWitness {
  readonly url: string;
  /** What it has written on standard error so far. */
  readonly told: () => string;
  /** Ends it, with the code or signal that it ended by. */
  end(signal?: NodeJS.Signals): Promise<string>;
}

/** Runs the witness as a process of its own, which does not outlive the test; throws with its words where it refuses to start. */
export async function startWitness({ settingsFile }: Installation): Promise<RunningWitness> {
  const args = ['--import', inProject('test/support/leash.mjs'), MAIN, 'serve', settingsFile];
  const child = spawn(process.execPath, args, { cwd: inProject(), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => String(signal ?? code));
  const url = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const [, address] = / at (http:\/\/\S+)\n/.exec(out) ?? [];
      if (address !== undefined) resolve(address);
    });
    void ended.then((how) => {
      reject(new Error(`The witness ended with ${how}: ${err}`));
    });
  });
  return {
    url,
    told: () => err,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Waits until it is so; what never comes to be is ended by the test's own limit. */
export async function until<T>(asked: () => Promise<T> | T, isSo: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await asked();
    if (isSo(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
