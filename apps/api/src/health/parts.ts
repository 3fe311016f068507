import { catalog, projections, reactions, type Settings } from '#commission';
import { checkReactions, type Doorbell } from '#command-queue';
import {
  applicationPool,
  checkViews,
  isDatabaseAway,
  isDatabaseBusy,
  pendingMigrations,
  type Pool,
  type Sessions,
} from '#event-log';
import type { TokenVerifier } from '#identity';
import type { Profile } from '#kernel';
import { checkProfiles } from '#requests';
import type { FaultLog } from '#service';
import { Pulse, Start } from '#service';
import { LedgerGauge } from './ledger-gauge.js';

/** Of the probes' own sessions: what keeps silent for so long is away, and a probe must not hang for longer. */
const PATIENCE_MS = 2_000;
/** Later than that, so that silence is told from a refusal. */
const GIVEN_UP_MS = PATIENCE_MS + 1_000;
/** A sequencer that works is milliseconds behind; a standby takes over within five seconds. */
const STALLED_SECONDS = 10;

type Check = { readonly status: 'ok' | 'away' | 'unchecked' | 'stalled' | 'full' | 'unknown'; readonly [fact: string]: unknown };

export interface Health {
  /** `degraded`: something is amiss, and requests are to come here all the same, for another process could do no better. */
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly failing: readonly string[];
  readonly checks: Readonly<Record<string, Check>>;
}

export interface PartsTools {
  readonly settings: Pick<Settings, 'databaseUrl' | 'ledgerLimit' | 'profile' | 'earlierProfiles'>;
  /** The sessions that requests use: cut where PostgreSQL keeps silent. */
  readonly sessions: Sessions;
  readonly doorbell: Doorbell;
  readonly verifier: TokenVerifier;
  readonly faults: FaultLog;
}

/** Without these no request can be answered as it should be; without the others commands are still taken, and views read. */
const NEEDED = new Set(['postgres', 'issuer']);

/** The services that this process needs: whether they answer, and whether it is fit to work on them. */
export class Parts {
  readonly start: Start;
  readonly ledger: LedgerGauge;
  private readonly postgres: Pulse;
  private readonly queue: Pulse;
  private readonly issuer: Pulse;
  /** Sessions of their own: a probe that stands in line behind requests would call a busy database a dead one. */
  private readonly pool: Pool;
  private readonly gaugePool: Pool;
  private readonly profiles: readonly Profile[];

  constructor({ settings, sessions, doorbell, verifier, faults }: PartsTools) {
    const session = { statementMs: PATIENCE_MS, connectMs: GIVEN_UP_MS };
    this.pool = applicationPool(settings.databaseUrl, 1, 'api-pulse', session);
    this.gaugePool = applicationPool(settings.databaseUrl, 1, 'api-gauge', { ...session, statementMs: 5_000 });
    this.profiles = [settings.profile, ...settings.earlierProfiles];
    this.ledger = new LedgerGauge(this.gaugePool, settings.ledgerLimit);
    const onAway = (part: string) => (error: Error) => faults.fault(part, error, `${part} does not answer`);
    const onBack = (part: string) => (ms: number) => faults.over(part, `${part} answers again`, ms);
    this.postgres = new Pulse({
      ask: async () => void (await this.pool.query('select 1')),
      onAway: onAway('postgres'),
      onBack: onBack('postgres'),
      onSilence: () => sessions.cut(),
    });
    this.queue = new Pulse({
      ask: async () => {
        if ((await doorbell.epoch()) === undefined) throw new Error('The queue does not answer; commands are kept.');
      },
      onAway: onAway('queue'),
      onBack: onBack('queue'),
    });
    this.issuer = new Pulse({ ask: () => verifier.ready(), onAway: onAway('issuer'), onBack: onBack('issuer') });
    this.start = new Start({
      check: () => this.faults(),
      isAway: (error) => isDatabaseAway(error) || isDatabaseBusy(error),
      onWaiting: onAway('postgres'),
      onFit: () => this.ledger.start(),
    });
  }

  /** Resolves once it is known whether this process may run, or that PostgreSQL has to be waited for. Throws StartRefused. */
  async begin(): Promise<void> {
    for (const pulse of [this.postgres, this.queue, this.issuer]) pulse.start();
    await this.start.begin();
  }

  /** Whether requests can be answered; while they cannot, each has a look of its own, so that none is refused once they can. */
  async work(withinMs: number): Promise<boolean> {
    if (this.start.fit && this.postgres.answers) return true;
    return (await this.postgres.now(withinMs)) && this.start.fit;
  }

  /** As of now, in two seconds at most, whatever hangs. */
  async health(): Promise<Health> {
    const [postgres, queue, issuer] = await Promise.all(
      [this.postgres, this.queue, this.issuer].map((pulse) => pulse.now(PATIENCE_MS)),
    );
    const word = (answers: boolean | undefined): Check => ({ status: answers ? 'ok' : 'away' });
    const checks = {
      postgres: postgres && !this.start.fit ? ({ status: 'unchecked' } as const) : word(postgres),
      queue: word(queue),
      issuer: word(issuer),
      ...(await this.ledgerChecks(postgres === true)),
    };
    const failing = Object.entries(checks).flatMap(([name, { status }]) => (status === 'ok' ? [] : [name]));
    const status = failing.some((name) => NEEDED.has(name)) ? 'unavailable' : failing.length > 0 ? 'degraded' : 'ok';
    return { status, failing, checks };
  }

  async close(): Promise<void> {
    this.start.stop();
    this.ledger.stop();
    for (const pulse of [this.postgres, this.queue, this.issuer]) pulse.stop();
    await Promise.all([this.pool.end(), this.gaugePool.end()]);
  }

  private async ledgerChecks(answers: boolean): Promise<Record<'sequencer' | 'ledger', Check>> {
    const reading = answers && this.start.fit ? await this.ledger.look().catch(() => undefined) : undefined;
    if (!reading) return { sequencer: { status: 'unknown' }, ledger: { status: 'unknown' } };
    const { behind, behindSeconds, due } = reading;
    return {
      sequencer: { status: behindSeconds > STALLED_SECONDS ? 'stalled' : 'ok', behind, behindSeconds },
      ledger: { status: this.ledger.full ? 'full' : 'ok', due },
    };
  }

  /** What keeps this process from running, a sentence each. A database that lacks migrations is not asked anything else. */
  private async faults(): Promise<string[]> {
    const wiring = checkReactions(catalog, reactions);
    const pending = await pendingMigrations(this.pool);
    if (pending.length > 0) return [...wiring, ...pending];
    const views = await checkViews(this.pool, projections);
    // Asked of a view, which has to be there.
    return [...wiring, ...views, ...(views.length > 0 ? [] : await checkProfiles(this.pool, this.profiles))];
  }
}
