import { OUTCOMES, type WebhookDispatcher } from '#webhooks';
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { Shift } from './shift.js';

/** A probe gets its answer within this time, whatever hangs. */
const PATIENCE_MS = 2_000;

@Controller()
export class HealthController {
  private readonly registry = new Registry();

  constructor(@Inject(Shift) private readonly shift: Shift) {
    collectDefaultMetrics({ register: this.registry });
    const { sequencer, projector } = shift;
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

  @Get('livez')
  livez(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { shift } = this;
    const [answers, queue] = await Promise.all([shift.postgres.now(PATIENCE_MS), shift.queue.now(PATIENCE_MS)]);
    const ready = answers && queue && shift.working;
    if (!ready) void reply.code(503).header('retry-after', '1');
    return {
      status: ready ? 'ok' : 'unavailable',
      postgres: !answers ? 'away' : shift.working ? 'ok' : 'unchecked',
      queue: queue ? 'ok' : 'away',
      sequencer: shift.sequencer.status(),
    };
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(this.registry.contentType).send(await this.registry.metrics());
  }
}
