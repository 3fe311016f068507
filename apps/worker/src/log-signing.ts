import {
  CheckpointFolder,
  CheckpointSigner,
  FolderLock,
  SignerState,
  SigningRefused,
  type SignedCheckpoint,
  WitnessClient,
  Witnesses,
} from '#audit';
import type { SigningSettings } from '#commission';
import type { Pool, SequencerStatus } from '#event-log';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LogSigningOptions {
  readonly settings: SigningSettings;
  readonly origin: string;
  readonly pool: Pool;
  /** Who numbers the log signs it. */
  readonly sequencer: () => SequencerStatus;
  /** Told of each fault and, at each try, of a refusal; signing itself goes on trying. */
  readonly onFault: (fault: Error) => void;
  readonly onWitnessFault: (fault: Error) => void;
}

export type SigningStatus =
  | { readonly state: 'standby' }
  | { readonly state: 'signing'; readonly origin?: string; readonly size: number }
  /** Nothing is signed, and it will not mend by itself. */
  | { readonly state: 'refused'; readonly reason: string };

/** What this process has while it signs, and nobody else. */
interface Duty {
  readonly lock: FolderLock;
  readonly signer: CheckpointSigner;
  readonly witnesses: Witnesses;
}

/** The most frequent checkpoints: one a second. */
const EVERY_MS = 1_000;

/**
 * The signing of the log in the life of a worker: while this process numbers the log it signs it too, at most once a second, beside the
 * sequencer and never within its transactions.
 */
export class LogSigning {
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  #duty: Duty | undefined;
  #newest: SignedCheckpoint | undefined;
  #refusal: SigningRefused | undefined;
  /** Since when the log has entries that no checkpoint covers. */
  #behindSince: number | undefined;

  constructor(private readonly options: LogSigningOptions) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the checkpoint under way, and lets the next signer in. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  status(): SigningStatus {
    if (this.#refusal) return { state: 'refused', reason: this.#refusal.message };
    if (!this.#duty) return { state: 'standby' };
    return { state: 'signing', size: this.#newest?.size ?? 0, ...(this.#newest ? { origin: this.#newest.origin } : {}) };
  }

  /** For how long the log has had entries that no checkpoint covers. */
  unsignedMs(): number {
    return this.#behindSince === undefined ? 0 : performance.now() - this.#behindSince;
  }

  /** For how long each witness has owed its cosignature of the newest checkpoint; none where this process does not sign. */
  witnesses(): ReturnType<Witnesses['status']> {
    return this.#duty?.witnesses.status() ?? [];
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#turn();
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    await this.#standBy();
  }

  async #turn(): Promise<void> {
    const { leader, position } = this.options.sequencer();
    if (!leader) return this.#standBy();
    // The position is that of a committed take. While it rests the database is asked nothing.
    if (this.#newest?.size !== position || this.#refusal) await this.#sign();
    if (this.#newest && !this.#refusal) this.#duty?.witnesses.offer(this.#newest);
  }

  async #sign(): Promise<void> {
    this.#behindSince ??= performance.now();
    try {
      this.#duty ??= this.#takeUp();
      this.#newest = await this.#duty.signer.sign();
      this.#refusal = undefined;
      this.#behindSince = undefined;
    } catch (error) {
      if (error instanceof SigningRefused) this.#refusal = error;
      this.options.onFault(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #takeUp(): Duty {
    const { settings, origin, pool, onWitnessFault } = this.options;
    const folder = new CheckpointFolder(settings.checkpointsDir);
    const lock = FolderLock.take(settings.stateDir);
    const signer = new CheckpointSigner({
      database: pool,
      origin,
      keys: settings.keys,
      state: new SignerState(settings.stateDir),
      folder,
    });
    const clients = settings.witnesses.map((address) => new WitnessClient(address, pool, folder));
    return { lock, signer, witnesses: new Witnesses(clients, onWitnessFault) };
  }

  /** Another process may sign from here on, so that nothing is taken for known when this one leads again. */
  async #standBy(): Promise<void> {
    const duty = this.#duty;
    this.#duty = undefined;
    await duty?.witnesses.stop();
    duty?.lock.free();
    this.#newest = undefined;
    this.#refusal = undefined;
    this.#behindSince = undefined;
  }
}
