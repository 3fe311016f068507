import { setTimeout as sleep } from 'node:timers/promises';

/** The process must not run as it is; the message says, a line each, what is wrong and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

export interface StartOptions {
  /** What keeps this process from running, a sentence each. Throws where that cannot be told yet. */
  readonly check: () => Promise<readonly string[]>;
  /** Whether a fault of the check means that a service is not there yet: then it is waited for. Any other fault refuses the start. */
  readonly isAway: (error: unknown) => boolean;
  /** Told of each time that nothing could be told. */
  readonly onWaiting: (error: Error) => void;
  /** The work begins: everything that was asked is as it should be. */
  readonly onFit: () => void;
}

const PAUSE_MS = 500;
/** So long a start is held up by a service that keeps silent; after that the process is there and says what it waits for. */
const PATIENCE_MS = 5_000;

/**
 * The start of a process whose services may come later than itself: it is fit to work once they answer and are as they should be,
 * refused where they answer and are wrong, and waits as long as they do not answer.
 */
export class Start {
  private readonly stopping = new AbortController();
  private readonly verdict: PromiseWithResolvers<StartRefused> = Promise.withResolvers();
  private isFit = false;

  constructor(private readonly options: StartOptions) {}

  get fit(): boolean {
    return this.isFit;
  }

  /** Resolves where this process, after it had to wait, turns out to be one that must not run. */
  get refused(): Promise<StartRefused> {
    return this.verdict.promise;
  }

  /** Resolves once the process is fit, or has to wait for a service. Throws {@link StartRefused}. */
  async begin(): Promise<void> {
    const first = this.tryOnce();
    const known = await Promise.race([first, sleep(PATIENCE_MS, false, { signal: this.stopping.signal }).catch(() => false)]);
    if (known) return;
    void first
      .then((done) => (done ? undefined : this.goOn()))
      .catch((error: unknown) => {
        if (!this.stopping.signal.aborted) this.verdict.resolve(error as StartRefused);
      });
  }

  stop(): void {
    this.stopping.abort();
  }

  private async goOn(): Promise<void> {
    const { signal } = this.stopping;
    do await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted && !(await this.tryOnce()));
  }

  /** False: nothing could be told. */
  private async tryOnce(): Promise<boolean> {
    let faults: readonly string[];
    try {
      faults = await this.options.check();
    } catch (error) {
      if (error instanceof StartRefused || !this.options.isAway(error)) throw refusalOf(error);
      if (!this.stopping.signal.aborted) this.options.onWaiting(error as Error);
      return false;
    }
    if (faults.length > 0) throw new StartRefused(faults.join('\n'));
    if (this.stopping.signal.aborted) return true;
    this.isFit = true;
    this.options.onFit();
    return true;
  }
}

function refusalOf(error: unknown): StartRefused {
  if (error instanceof StartRefused) return error;
  return new StartRefused(
    `PostgreSQL does not let us in at DATABASE_URL: ${(error as Error).message}. Check the login, its password and its membership in promulgate_app.`,
    { cause: error },
  );
}
