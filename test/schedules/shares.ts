/**
 * How many schedules a suite of this folder runs, and which. In `npm test` they are the same 2,000 each time, so that what turns red is the
 * change; `npm run schedules` runs any number from any seed. It hands its flags on in the environment:
 * PROMULGATE_SCHEDULES (how many in all), PROMULGATE_SCHEDULES_ONLY (all of them in one suite), …_SEED and …_PATH (as a failure names them).
 */
const SHARES = { sequencer: 1_000, ledger: 400, retry: 300, clocks: 300 } as const;
const IN_ALL = 2_000;
const SEED = 20_260_210;

export type Suite = keyof typeof SHARES;

export interface Share {
  /** For `fc.assert`. */
  readonly parameters: { readonly numRuns: number; readonly seed: number; readonly path?: string; readonly verbose: 0 };
  /** For the test: what so many schedules may take on a machine that does other things too, shrinking included. */
  readonly timeoutMs: number;
}

export function shareOf(suite: Suite): Share {
  const { PROMULGATE_SCHEDULES: all, PROMULGATE_SCHEDULES_ONLY: only } = process.env;
  const total = Number(all ?? IN_ALL);
  const numRuns = only === suite ? total : Math.max(1, Math.round((total * SHARES[suite]) / IN_ALL));
  const seed = Number(process.env['PROMULGATE_SCHEDULES_SEED'] ?? SEED);
  const path = process.env['PROMULGATE_SCHEDULES_PATH'];
  return { parameters: { numRuns, seed, ...(path ? { path } : {}), verbose: 0 }, timeoutMs: 120_000 + numRuns * 3_000 };
}

/** A failure is made smaller for so long, and then told as it is. */
const SHRINK_MS = 30_000;
let failedAt: number | undefined;

/** The steps of one schedule in the order in which they were taken: what a person reads first when it went wrong. */
export class History {
  private readonly steps: string[] = [];

  note(step: string): void {
    this.steps.push(step);
  }

  /** Runs a schedule; where it fails, its error tells the steps that led there. */
  async toldBy(schedule: () => Promise<void>): Promise<void> {
    if (failedAt !== undefined && performance.now() - failedAt > SHRINK_MS) return;
    try {
      await schedule();
    } catch (fault) {
      failedAt ??= performance.now();
      const steps = this.steps.map((step, at) => `  ${String(at + 1).padStart(3)}  ${step}`);
      const what = fault instanceof Error ? fault.message : String(fault);
      throw new Error(`${what}\nThe steps of this schedule:\n${steps.join('\n')}\n`, { cause: fault });
    }
  }
}
