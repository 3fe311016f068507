import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Registry, collectDefaultMetrics, Gauge } from 'prom-client';
import { Shift } from './shift.js';

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
  }

  @Get('livez')
  livez(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const postgres = await this.shift.databaseAnswers();
    if (!postgres) reply.code(503);
    return {
      status: postgres ? 'ok' : 'unavailable',
      postgres: postgres ? 'ok' : 'away',
      sequencer: this.shift.sequencer.status(),
    };
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(this.registry.contentType).send(await this.registry.metrics());
  }
}
