import type { Pool } from '#event-log';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Backlog, backlogOf } from './backlog.js';

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
  private readonly incidents = this.gauge(
    'promulgate_ledger_incidents',
    'Commands that could not be decided and wait for a replay.',
  );
  private readonly lag = this.gauge(
    'promulgate_sequencer_lag_numbers',
    'Numbers of events between the newest and the newest in the log.',
  );
  private readonly stalled = this.gauge('promulgate_sequencer_lag_seconds', 'Age of the first event beyond the end of the log.');

  constructor(private readonly pool: Pool) {
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
    if (Date.now() - this.sampledAt >= SAMPLE_AGE_MS) {
      this.sampledAt = Date.now();
      // Away: the last sample stands, and /readyz says why.
      const backlog = await backlogOf(this.pool).catch(() => undefined);
      if (backlog) this.show(backlog);
    }
    return this.registry.metrics();
  }

  private show({ due, incidents, behind, behindSeconds }: Backlog): void {
    this.due.set(due);
    this.incidents.set(incidents);
    this.lag.set(behind);
    this.stalled.set(behindSeconds);
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }
}
