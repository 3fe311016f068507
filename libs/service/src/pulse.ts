import { setTimeout as sleep } from 'node:timers/promises';

export interface PulseOptions {
  /** Resolves where the service answers and throws where it does not. It has to come to an end by itself, however late. */
  readonly ask: () => Promise<void>;
  /** Told at each beat that is not answered, with why. */
  readonly onAway?: (error: Error) => void;
  /** Told when it answers again, and for how long it was away. */
  readonly onBack?: (awayMs: number) => void;
  /** Told at each beat from the second on that was not answered in time: connections may be open to something that will never answer. */
  readonly onSilence?: () => void;
  readonly everyMs?: number;
  readonly patienceMs?: number;
}

const EVERY_MS = 1_000;
/** What has not answered by then is silent. Once may be a busy machine; twice in a row is away. */
const PATIENCE_MS = 2_000;
/** While it is away those who wait may have it asked more often, but no more than this. */
const SHORTEST_PAUSE_MS = 100;

class Silent extends Error {
  override readonly name = 'Silent';
}

/** Whether a service that this process needs answers: asked once a second, by one question at a time, however many want to know. */
export class Pulse {
  private state: boolean | undefined;
  private beating: Promise<boolean> | undefined;
  private asking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private awaySince = 0;
  private silences = 0;
  private lastBeatAt = -Infinity;

  constructor(private readonly options: PulseOptions) {}

  start(): void {
    void this.beat();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** As of the last beat; a service that was never asked counts as away. */
  get answers(): boolean {
    return this.state === true;
  }

  /** Whether it answers, by the beat that is under way or the next one; false where that takes longer than `withinMs`. */
  async now(withinMs: number): Promise<boolean> {
    const late = new AbortController();
    const timeout = sleep(withinMs, false, { signal: late.signal }).catch(() => false);
    return Promise.race([this.beat(), timeout]).finally(() => late.abort());
  }

  private beat(): Promise<boolean> {
    this.beating ??= this.look().finally(() => {
      this.beating = undefined;
      this.lastBeatAt = performance.now();
      if (!this.stopped) this.timer = setTimeout(() => void this.beat(), this.options.everyMs ?? EVERY_MS).unref();
    });
    return this.beating;
  }

  private async look(): Promise<boolean> {
    clearTimeout(this.timer);
    const soon = this.lastBeatAt + SHORTEST_PAUSE_MS - performance.now();
    if (soon > 0) await sleep(soon);
    try {
      await this.ask();
      this.silences = 0;
      this.change(true);
      return true;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.silences = error instanceof Silent ? this.silences + 1 : 0;
      if (this.silences === 1 && this.state) return false;
      this.change(false, error);
      if (this.silences > 1) this.options.onSilence?.();
      return false;
    }
  }

  /** A question that was given up may still be under way: it is waited for again, and no second one is asked beside it. */
  private async ask(): Promise<void> {
    this.asking ??= this.options.ask().finally(() => (this.asking = undefined));
    const patienceMs = this.options.patienceMs ?? PATIENCE_MS;
    const patience = new AbortController();
    const silence = sleep(patienceMs, undefined, { signal: patience.signal }).then(() => {
      throw new Silent(`It does not answer within ${patienceMs / 1000} s.`);
    });
    silence.catch(() => undefined);
    await Promise.race([this.asking, silence]).finally(() => patience.abort());
  }

  private change(answers: boolean, error?: Error): void {
    const before = this.state;
    this.state = answers;
    if (answers && before === false) this.options.onBack?.(performance.now() - this.awaySince);
    if (!answers && before !== false) this.awaySince = performance.now();
    if (error) this.options.onAway?.(error);
  }
}
