import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Unguarded } from '../identity/current-caller.js';
import { Metrics } from './metrics.js';
import { Parts } from './parts.js';

@ApiExcludeController()
@Unguarded()
@Controller()
export class HealthController {
  constructor(
    @Inject(Parts) private readonly parts: Parts,
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
    const health = await this.parts.health();
    if (health.status === 'unavailable') void reply.status(503).header('retry-after', '1');
    return health;
  }

  @Get('metrics')
  @Header('cache-control', 'no-store')
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
