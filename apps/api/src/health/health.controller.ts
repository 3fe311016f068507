import { Doorbell } from '#command-queue';
import type { Pool } from '#event-log';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unguarded } from '../identity/current-caller.js';
import { POOL } from '../tokens.js';
import { sequencerLagOf } from './backlog.js';
import { Metrics } from './metrics.js';

/** A probe gets its answer within this time, whatever hangs. */
const PATIENCE_MS = 2_000;
/** A sequencer that works is milliseconds behind; a standby takes over within five seconds. */
const STALLED_SECONDS = 10;

type Check = { readonly status: 'ok' | 'away' | 'stalled' | 'unknown'; readonly [fact: string]: unknown };

@ApiExcludeController()
@Unguarded()
@Controller()
export class HealthController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** The process answers: it looks at nothing else, for restarting it would mend nothing else. */
  @Get('livez')
  @Header('cache-control', 'no-store')
  livez(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether requests should come here; each part by its name. */
  @Get('readyz')
  @Header('cache-control', 'no-store')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const [postgres, queue, sequencer] = await Promise.all([
      within(this.postgres(), { status: 'away' }),
      within(this.queue(), { status: 'away' }),
      within(this.sequencer(), { status: 'unknown' }),
    ]);
    const checks = { postgres, queue, sequencer };
    const failing = Object.entries(checks).flatMap(([name, { status }]) => (status === 'ok' ? [] : [name]));
    if (failing.length > 0) void reply.status(503).header('retry-after', '1');
    return { status: failing.length > 0 ? 'unavailable' : 'ok', failing, checks };
  }

  @Get('metrics')
  @Header('cache-control', 'no-store')
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }

  private async postgres(): Promise<Check> {
    await this.pool.query('select 1');
    return { status: 'ok' };
  }

  private async queue(): Promise<Check> {
    return { status: (await this.doorbell.epoch()) === undefined ? 'away' : 'ok' };
  }

  private async sequencer(): Promise<Check> {
    const { behind, behindSeconds } = await sequencerLagOf(this.pool);
    return { status: behindSeconds > STALLED_SECONDS ? 'stalled' : 'ok', behind, behindSeconds };
  }
}

/** The check's result, or the one given where it fails or takes too long. */
async function within(check: Promise<Check>, otherwise: Check): Promise<Check> {
  const late = new AbortController();
  const timeout = sleep(PATIENCE_MS, otherwise, { signal: late.signal }).catch(() => otherwise);
  return Promise.race([check.catch(() => otherwise), timeout]).finally(() => late.abort());
}
