/** Ends the way of a start that was called off. */
export class CalledOff extends Error {
  override readonly name = 'CalledOff';
}

/** What was started, to be stopped in the opposite order, whenever that is asked: in the middle of a start too. */
export class Started {
  private readonly controller = new AbortController();
  private readonly closers: (() => Promise<void>)[] = [];
  private starting: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> | undefined;

  /** `complain` is told of what did not stop as it should; the rest is stopped all the same. */
  constructor(private readonly complain: (error: unknown) => void) {}

  /** Aborted as soon as a stop is asked for. */
  get stopping(): AbortSignal {
    return this.controller.signal;
  }

  /** Starts a thing and remembers how it is stopped. */
  async start<Thing>(begin: () => Promise<Thing>, close: (thing: Thing) => Promise<void>): Promise<Thing> {
    this.goOn();
    const starting = begin();
    this.starting = starting;
    const thing = await starting;
    this.closers.push(() => close(thing));
    this.goOn();
    return thing;
  }

  goOn(): void {
    if (this.stopping.aborted) throw new CalledOff();
  }

  /** Waits for what is being started, then stops everything, the last first. A second call waits for the first. */
  stop(): Promise<void> {
    return (this.stopped ??= this.stopAll());
  }

  private async stopAll(): Promise<void> {
    this.controller.abort();
    await this.starting.catch(() => undefined);
    for (const close of this.closers.reverse()) await close().catch(this.complain);
  }
}
