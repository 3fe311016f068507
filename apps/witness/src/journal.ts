/**
 * What happened to the witness's view of its logs, a JSON line each, only ever added to: which logs it was told of, alarms, and what
 * people did about them. The witness and `witness acknowledge` are two processes that add to it.
 */
import { appendLine, ONLY_OWNER } from '#durable-files';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { Refusal, words } from './refusal.js';

/** What an alarm is about; docs/witness.md says what is to be done at each. */
export const ALARM_KINDS = ['fork', 'inconsistent', 'shrunken', 'bad-signature', 'silent', 'idle'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export type JournalEntry =
  | { readonly entry: 'begun'; readonly at: string }
  | { readonly entry: 'log-added'; readonly at: string; readonly origin: string }
  | {
      readonly entry: 'alarm';
      readonly at: string;
      readonly origin: string;
      readonly kind: AlarmKind;
      readonly says: string;
      /** The folder that holds what proves it, below `evidence`. */
      readonly evidence?: string;
    }
  | { readonly entry: 'healed'; readonly at: string; readonly origin: string; readonly kind: AlarmKind }
  | {
      readonly entry: 'acknowledged';
      readonly at: string;
      readonly origin: string;
      readonly kind: AlarmKind;
      readonly by: string;
      readonly reason: string;
    };

const ENTRIES: readonly string[] = ['begun', 'log-added', 'alarm', 'healed', 'acknowledged'] satisfies JournalEntry['entry'][];

export class Journal {
  #read = 0;
  #entries: JournalEntry[] = [];

  constructor(readonly path: string) {}

  /** Of the process that runs the witness, once: an entry that a crash has cut short was told to nobody, and goes. */
  mend(): void {
    const bytes = readFileSync(this.path);
    const whole = bytes.lastIndexOf('\n') + 1;
    if (whole < bytes.length) truncateSync(this.path, whole);
  }

  /** All entries, with those that another process has added meanwhile. */
  entries(): readonly JournalEntry[] {
    const { size } = statSync(this.path);
    if (size < this.#read) throw damaged(this.path, 'it has become shorter');
    if (size === this.#read) return this.#entries;
    const bytes = readFileSync(this.path);
    const whole = bytes.lastIndexOf('\n') + 1;
    const lines = bytes.subarray(this.#read, whole).toString().split('\n').slice(0, -1);
    this.#entries = [...this.#entries, ...lines.map((line) => this.#parse(line))];
    this.#read = whole;
    return this.#entries;
  }

  async add(entry: JournalEntry): Promise<void> {
    await appendLine(this.path, JSON.stringify(entry), ONLY_OWNER);
  }

  #parse(line: string): JournalEntry {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (fault) {
      throw damaged(this.path, words(fault));
    }
    if (typeof value !== 'object' || value === null || !('entry' in value) || !ENTRIES.includes(String(value.entry)))
      throw damaged(this.path, `this is no entry of it: ${line.slice(0, 100)}`);
    return value as JournalEntry;
  }
}

const damaged = (path: string, why: string): Refusal =>
  new Refusal(
    `${path} is damaged: ${why}.`,
    'It says which alarms nobody has answered yet. Find out what changed it, and bring it back from the backup.',
  );
