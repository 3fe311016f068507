/** After a fault the pause doubles up to this: what is away is not asked forty times a second. */
const LONGEST_FAULT_PAUSE_MS = 1_000;

/** Runs `round` again and again, `pauseMs` apart, until it is stopped; a fault is reported and the next round comes all the same. */
export class Loop {
  private running: Promise<void> | undefined;
  private stopping = false;
  private wakeUp: (() => void) | undefined;
  private woken = false;

  constructor(
    private readonly round: () => Promise<void>,
    private readonly pauseMs: number,
    private readonly onFault: (error: Error) => void,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Cuts the present pause short. */
  wake(): void {
    this.woken = true;
    this.wakeUp?.();
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeUp?.();
    await this.running;
  }

  private async run(): Promise<void> {
    let pauseMs = this.pauseMs;
    while (!this.stopping) {
      this.woken = false;
      try {
        await this.round();
        pauseMs = this.pauseMs;
      } catch (error) {
        this.onFault(error as Error);
        pauseMs = Math.min(pauseMs * 2, Math.max(LONGEST_FAULT_PAUSE_MS, this.pauseMs));
      }
      await this.pause(pauseMs);
    }
  }

  private async pause(pauseMs: number): Promise<void> {
    if (this.stopping || this.woken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }
}
