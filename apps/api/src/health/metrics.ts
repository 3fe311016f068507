import type { IncidentKind, Pool } from '#event-log';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Backlog, backlogOf } from './backlog.js';
import { Horizon } from './horizon.js';

/** The ledger is counted at most so often, however many scrape. */
const SAMPLE_AGE_MS = 10_000;

/** What Prometheus is told. Labels are routes and outcomes, never ids or persons. */
export class Metrics {
  private readonly registry = new Registry();
  private sampledAt = -Infinity;
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });
  private readonly commands = new Counter({
    name: 'promulgate_commands_total',
    help: 'Commands at the door: taken, sent again under their key, refused or malformed, rehearsed.',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  private readonly turnedAway = new Counter({
    name: 'promulgate_http_turned_away_total',
    help: 'Requests answered 503 before anything was done: too many at once, PostgreSQL away, too many commands waiting.',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });
  private readonly due = this.gauge('promulgate_ledger_due', 'Commands that are taken and not settled.');
  private readonly unrung = this.gauge('promulgate_reconciler_backlog', 'Due commands that nobody rang for, or too long ago.');
  private readonly unrungSeconds = this.gauge(
    'promulgate_reconciler_backlog_seconds',
    'For how long the oldest of the reconciler’s backlog has been due.',
  );
  private readonly incidents = new Gauge({
    name: 'promulgate_incidents_open',
    help: 'Incidents that wait for somebody: what the machine could not do.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  private readonly skipped = this.gauge(
    'promulgate_positions_skipped',
    'Entries of the log that views and reactions were led past.',
  );
  private readonly horizonSeconds = this.gauge(
    'promulgate_oldest_xmin_seconds',
    'For how long this process has seen the oldest open transaction or snapshot of the PostgreSQL cluster.',
  );
  private readonly lag = this.gauge(
    'promulgate_sequencer_lag_numbers',
    'Numbers of events between the newest and the newest in the log.',
  );
  private readonly stalled = this.gauge('promulgate_sequencer_lag_seconds', 'Age of the first event beyond the end of the log.');

  private readonly horizon: Horizon;

  constructor(private readonly pool: Pool) {
    this.horizon = new Horizon(pool);
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    this.durations.observe({ method, route, status }, seconds);
  }

  countCommand(outcome: 'accepted' | 'replayed' | 'refused' | 'dry-run'): void {
    this.commands.inc({ outcome });
  }

  countTurnedAway(reason: 'busy' | 'away' | 'full'): void {
    this.turnedAway.inc({ reason });
  }

  async text(): Promise<string> {
    if (performance.now() - this.sampledAt >= SAMPLE_AGE_MS) {
      this.sampledAt = performance.now();
      // Away: the last sample stands, and /readyz says why.
      const backlog = await backlogOf(this.pool).catch(() => undefined);
      if (backlog) this.show(backlog);
      const age = await this.horizon.ageSeconds().catch(() => undefined);
      if (age !== undefined) this.horizonSeconds.set(age);
    }
    return this.registry.metrics();
  }

  private show({ due, unrung, unrungSeconds, incidents, skipped, behind, behindSeconds }: Backlog): void {
    this.due.set(due);
    this.unrung.set(unrung);
    this.unrungSeconds.set(unrungSeconds);
    for (const [kind, count] of Object.entries(incidents) as [IncidentKind, number][])
      this.incidents.set({ kind: kind.toLowerCase() }, count);
    this.skipped.set(skipped);
    this.lag.set(behind);
    this.stalled.set(behindSeconds);
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }
}
