import { OUTCOMES, type WebhookDispatcher } from '#webhooks';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { LogSigning } from './log-signing.js';
import { Shift } from './shift.js';

/** A probe gets its answer within this time, whatever hangs. */
const PATIENCE_MS = 2_000;

@Controller()
export class HealthController {
  private readonly registry = new Registry();

  constructor(@Inject(Shift) private readonly shift: Shift) {
    collectDefaultMetrics({ register: this.registry });
    const { sequencer, projector, signing } = shift;
    new Gauge({
      name: 'promulgate_sequencer_leader',
      help: '1 where this worker numbers the log, 0 where it stands by.',
      registers: [this.registry],
      collect() {
        this.set(sequencer.status().leader ? 1 : 0);
      },
    });
    new Gauge({
      name: 'promulgate_sequencer_holes',
      help: 'Numbers passed over whose transaction may still commit.',
      registers: [this.registry],
      collect() {
        this.set(sequencer.status().holes);
      },
    });
    new Gauge({
      name: 'promulgate_view_lag_positions',
      help: 'Positions between the end of the log and a view.',
      labelNames: ['view'],
      registers: [this.registry],
      collect() {
        for (const { name, lag } of projector.status()) this.set({ view: name }, lag);
      },
    });
    if (shift.webhooks) this.gaugeWebhooks(shift.webhooks);
    if (signing) this.gaugeSigning(signing);
  }

  private gaugeWebhooks(webhooks: WebhookDispatcher): void {
    const { registry } = this;
    new Gauge({
      name: 'promulgate_webhooks_sending',
      help: '1 where this worker sends to webhooks, 0 where it stands by.',
      registers: [registry],
      collect() {
        this.set(webhooks.status().sending ? 1 : 0);
      },
    });
    new Gauge({
      name: 'promulgate_webhooks_outstanding',
      help: 'Entries that wait to be taken by the receivers of webhooks; bounded for each.',
      registers: [registry],
      collect() {
        this.set(webhooks.status().waiting);
      },
    });
    new Gauge({
      name: 'promulgate_webhooks_parked',
      help: 'Receivers of webhooks that take nothing, and are only probed.',
      registers: [registry],
      collect() {
        this.set(webhooks.status().parked);
      },
    });
    new Counter({
      name: 'promulgate_webhook_deliveries_total',
      help: 'Tries of this worker to deliver to webhooks, by what came of them.',
      labelNames: ['outcome'] as const,
      registers: [registry],
      collect() {
        const { tries } = webhooks.status();
        this.reset();
        for (const outcome of OUTCOMES) this.inc({ outcome }, tries[outcome]);
      },
    });
  }

  private gaugeSigning(signing: LogSigning): void {
    new Gauge({
      name: 'promulgate_log_signing_refused',
      help: '1 where this worker refuses to sign the log, because it is not the one that was signed before.',
      registers: [this.registry],
      collect() {
        this.set(signing.status().state === 'refused' ? 1 : 0);
      },
    });
    new Gauge({
      name: 'promulgate_log_unsigned_seconds',
      help: 'For how long the log has had entries that no checkpoint covers, where this worker numbers it.',
      registers: [this.registry],
      collect() {
        this.set(signing.unsignedMs() / 1_000);
      },
    });
    new Gauge({
      name: 'promulgate_witness_seconds_since_cosigned',
      help: 'For how long the newest checkpoint has lacked the cosignature of a witness, where this worker signs; 0 where it has it.',
      labelNames: ['witness'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { witness, behindMs } of signing.witnesses()) this.set({ witness }, behindMs / 1_000);
      },
    });
  }

  @Get('livez')
  livez(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { shift } = this;
    const [answers, queue] = await Promise.all([shift.postgres.now(PATIENCE_MS), shift.queue.now(PATIENCE_MS)]);
    const signing = shift.signing?.status() ?? { state: 'off' as const };
    const ready = answers && queue && shift.working && signing.state !== 'refused';
    if (!ready) void reply.code(503).header('retry-after', '1');
    return {
      status: ready ? 'ok' : 'unavailable',
      postgres: !answers ? 'away' : shift.working ? 'ok' : 'unchecked',
      queue: queue ? 'ok' : 'away',
      sequencer: shift.sequencer.status(),
      signing,
    };
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(this.registry.contentType).send(await this.registry.metrics());
  }
}
