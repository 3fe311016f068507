/**
 * Looks at each log as its readers see it: that what is served goes on from what was cosigned. A log that shows its witness one history
 * and its readers another is found out here, and one that no longer shows anything.
 */
import {
  type Checkpoint,
  encodeNote,
  type Note,
  parseCheckpoint,
  parseNote,
  TlogError,
  type TreeHead,
  verifyConsistency,
  verifyNote,
} from '#tlog';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alarms } from './alarms.js';
import { evidenceOf } from './evidence.js';
import { LogClient, NoAnswer, type ServedProof } from './log-client.js';
import type { Head } from './log-record.js';
import { words } from './refusal.js';
import type { Settings } from './settings.js';
import type { WatchedLog, Witness } from './witness.js';

export type Outcome = 'good' | 'alarm' | 'unanswered';

interface Served {
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

export class Watch {
  readonly outcomes: Record<Outcome, number> = { good: 0, alarm: 0, unanswered: 0 };
  /** POSIX milliseconds; of the start, until it has answered. */
  #answeredAt = Date.now();
  /** What was recorded when we looked last: what is served now may lag behind the record, and not behind this. */
  #recordedBefore: Checkpoint | undefined;

  constructor(
    private readonly witness: Witness,
    readonly log: WatchedLog,
    private readonly alarms: Alarms,
    private readonly settings: Settings,
  ) {
    this.#recordedBefore = log.record.head?.checkpoint;
  }

  /** Looks again and again, until `stopping`. */
  async run(stopping: AbortSignal): Promise<void> {
    const { url } = this.log.settings;
    const client = url === undefined ? undefined : new LogClient(url, stopping);
    while (!stopping.aborted) {
      if (client) await this.#look(client, stopping);
      if (!stopping.aborted) await this.#judgeIdleness();
      await sleep(this.settings.pollSeconds * 1000, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async #look(client: LogClient, stopping: AbortSignal): Promise<void> {
    const recorded = this.log.record.head;
    let outcome: Outcome;
    try {
      outcome = await this.#judge(await client.checkpoint(), recorded, client);
      this.#answeredAt = Date.now();
    } catch (fault) {
      if (!(fault instanceof NoAnswer)) throw fault;
      if (stopping.aborted) return;
      outcome = 'unanswered';
      await this.#judgeSilence(fault);
    }
    this.outcomes[outcome] += 1;
    this.#recordedBefore = recorded?.checkpoint;
    if (outcome !== 'unanswered') await this.alarms.heal(this.#origin, ['silent']);
    if (outcome === 'good') await this.alarms.heal(this.#origin, ['shrunken', 'bad-signature']);
  }

  async #judge(bytes: Buffer, recorded: Head | undefined, client: LogClient): Promise<Outcome> {
    let served: Served;
    try {
      served = this.#open(bytes);
    } catch (fault) {
      if (!(fault instanceof TlogError)) throw fault;
      const says = `${this.#url} serves a checkpoint that ${this.#origin} has not signed with a key that we know: ${fault.message}`;
      await this.alarms.raise(this.#origin, 'bad-signature', says, { 'served.note': bytes });
      return 'alarm';
    }
    if (!recorded) return 'good';
    if (await this.witness.raiseFork(this.log, served)) return 'alarm';
    const shrunken = served.checkpoint.size < (this.#recordedBefore?.size ?? 0);
    const proof = await this.#proofBetween(recorded.checkpoint, served.checkpoint, client, shrunken);
    if (proof !== undefined && !holds(recorded.checkpoint, served.checkpoint, proof)) {
      await this.#raiseInconsistent(recorded, served, proof);
      return 'alarm';
    }
    if (shrunken) await this.#raiseShrunken(recorded, served, proof);
    return shrunken ? 'alarm' : 'good';
  }

  #open(bytes: Buffer): Served {
    const note = parseNote(bytes);
    const signatures = verifyNote(note, this.log.verifiers);
    const checkpoint = parseCheckpoint(note.text);
    if (checkpoint.origin !== this.#origin) throw new TlogError('malformed-checkpoint', `Its origin is ${checkpoint.origin}.`);
    return { note: { text: note.text, signatures }, checkpoint };
  }

  /** A shrunken log may well be unable to prove anything about what it no longer has: that is told by the other alarm. */
  async #proofBetween(
    one: Checkpoint,
    other: Checkpoint,
    client: LogClient,
    shrunken: boolean,
  ): Promise<ServedProof | undefined> {
    const [from, to] = inOrder(one, other);
    if (from.size === 0 || from.size === to.size) return undefined;
    try {
      return await client.consistency(from.size, to.size);
    } catch (fault) {
      if (shrunken && fault instanceof NoAnswer) return undefined;
      throw fault;
    }
  }

  async #raiseInconsistent(recorded: Head, served: Served, proof: ServedProof): Promise<void> {
    const [from, to] = inOrder(recorded.checkpoint, served.checkpoint);
    const says =
      `${this.#origin} was cosigned with ${recorded.checkpoint.size} entries and is served with ${served.checkpoint.size}; ` +
      `its own proof that the tree of ${from.size} is the beginning of that of ${to.size} does not hold.`;
    const { keys } = this.log.settings;
    await this.alarms.raise(this.#origin, 'inconsistent', says, evidenceOf({ keys, recorded, other: served, proof: proof.text }));
  }

  async #raiseShrunken(recorded: Head, served: Served, proof: ServedProof | undefined): Promise<void> {
    const says =
      `${this.#origin} was cosigned with ${recorded.checkpoint.size} entries and is served with ${served.checkpoint.size}; ` +
      (proof ? 'it proves that these are the first of those.' : 'it does not prove that these are the first of those.');
    await this.alarms.raise(this.#origin, 'shrunken', says, {
      'cosigned.note': recorded.note,
      'served.note': encodeNote(served.note),
    });
  }

  async #judgeSilence(fault: NoAnswer): Promise<void> {
    const seconds = Math.round((Date.now() - this.#answeredAt) / 1000);
    if (Date.now() - this.#answeredAt <= this.settings.silentAfterSeconds * 1000) return;
    const says = `${this.#url} has given no answer that can be used for ${seconds} s: ${words(fault)}.`;
    await this.alarms.raise(this.#origin, 'silent', says);
  }

  /** Nothing new to cosign: the log stands still, or no longer asks. */
  async #judgeIdleness(): Promise<void> {
    const { grewAt } = this.log.record;
    if (Date.now() - grewAt.getTime() <= this.settings.idleAfterSeconds * 1000) {
      await this.alarms.heal(this.#origin, ['idle']);
      return;
    }
    const says = `${this.#origin} has sent nothing new to be cosigned since ${grewAt.toISOString()}.`;
    await this.alarms.raise(this.#origin, 'idle', says);
  }

  get #origin(): string {
    return this.log.settings.origin;
  }
  get #url(): string {
    return this.log.settings.url ?? '';
  }
}

const inOrder = <T extends TreeHead>(one: T, other: T): [T, T] => (one.size <= other.size ? [one, other] : [other, one]);

function holds(one: Checkpoint, other: Checkpoint, proof: ServedProof): boolean {
  const [from, to] = inOrder(one, other);
  try {
    verifyConsistency(from, to, proof.hashes);
    return true;
  } catch (fault) {
    if (fault instanceof TlogError) return false;
    throw fault;
  }
}
