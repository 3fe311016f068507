/**
 * Alarms: each is a line on standard error, an entry of the journal, and what `/healthz` and `/metrics` say until it is over. At most one
 * of a kind is open for a log. That a log has told two stories is never over by itself: a person acknowledges it.
 */
import { ONLY_OWNER, replaceFile, syncFolder } from '#durable-files';
import { hash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ALARM_KINDS, type AlarmKind, type Journal, type JournalEntry } from './journal.js';
import { Turns } from './turns.js';

export type Alarm = Extract<JournalEntry, { entry: 'alarm' }>;

/** Files by their names. */
export type Evidence = Readonly<Record<string, string | Uint8Array>>;

const LASTING: readonly AlarmKind[] = ['fork', 'inconsistent'];
export const isLasting = (kind: AlarmKind): boolean => LASTING.includes(kind);

/** Those that are neither healed nor acknowledged, in the order in which they were raised. */
export function openAlarms(entries: readonly JournalEntry[]): Alarm[] {
  const open = new Map<string, Alarm>();
  for (const entry of entries) {
    if (entry.entry === 'alarm') open.set(keyOf(entry), entry);
    else if (entry.entry === 'healed' || entry.entry === 'acknowledged') open.delete(keyOf(entry));
  }
  return [...open.values()];
}

export class Alarms {
  readonly #turns = new Turns();

  constructor(
    private readonly journal: Journal,
    private readonly evidenceFolder: string,
    private readonly warn: (line: string) => void,
  ) {}

  open(): Alarm[] {
    return openAlarms(this.journal.entries());
  }

  /** How often each kind was raised for the log, over its whole life. */
  raised(origin: string): ReadonlyMap<AlarmKind, number> {
    const counts = new Map(ALARM_KINDS.map((kind) => [kind, 0]));
    for (const entry of this.journal.entries())
      if (entry.entry === 'alarm' && entry.origin === origin) counts.set(entry.kind, (counts.get(entry.kind) ?? 0) + 1);
    return counts;
  }

  /**
   * Raises the alarm, unless one of its kind is open. Evidence is on disk before the journal names it; evidence that was acknowledged
   * once raises none again.
   */
  raise(origin: string, kind: AlarmKind, says: string, evidence?: Evidence): Promise<void> {
    return this.#turns.take(async () => {
      const entries = this.journal.entries();
      if (openAlarms(entries).some((alarm) => keyOf(alarm) === keyOf({ origin, kind }))) return;
      const folder =
        evidence && hash('sha256', JSON.stringify([origin, kind, ...Object.values(evidence).map(String)])).slice(0, 32);
      if (folder && isLasting(kind) && entries.some((each) => each.entry === 'alarm' && each.evidence === folder)) return;
      if (folder && evidence) await this.#keep(folder, evidence);
      await this.#tell({ entry: 'alarm', at: now(), origin, kind, says, ...(folder ? { evidence: folder } : {}) });
    });
  }

  /** Ends those of these kinds that are open, because what they were about is over. */
  heal(origin: string, kinds: readonly Exclude<AlarmKind, 'fork' | 'inconsistent'>[]): Promise<void> {
    return this.#turns.take(async () => {
      const open = this.open().filter((alarm) => alarm.origin === origin && kinds.some((kind) => kind === alarm.kind));
      for (const { kind } of open) await this.#tell({ entry: 'healed', at: now(), origin, kind });
    });
  }

  async #tell(entry: JournalEntry): Promise<void> {
    await this.journal.add(entry);
    this.warn(JSON.stringify(entry));
  }

  /** All files or none: they are written beside their place. */
  async #keep(folder: string, evidence: Evidence): Promise<void> {
    const place = join(this.evidenceFolder, folder);
    const beside = `${place}.new`;
    await rm(beside, { recursive: true, force: true });
    await rm(place, { recursive: true, force: true });
    await mkdir(beside, { recursive: true, mode: 0o700 });
    for (const [name, bytes] of Object.entries(evidence)) await replaceFile(join(beside, name), bytes, ONLY_OWNER);
    await rename(beside, place);
    await syncFolder(this.evidenceFolder);
  }
}

const keyOf = ({ origin, kind }: { readonly origin: string; readonly kind: AlarmKind }): string => `${kind} ${origin}`;
const now = (): string => new Date().toISOString();
