import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, unavailable } from '../errors/problem.js';
import { pathOf } from '../errors/send-problem.js';

/** How much this process takes on at a time. */
export interface Bounds {
  /**
   * Requests that are being worked on. The database sessions do some thousands a second, so that the last of these waits a quarter of
   * a second: a longer queue would only make everybody's answer late.
   */
  readonly working: number;
}

export const DEFAULT_BOUNDS: Bounds = { working: 512 };

export interface GateTools {
  /** Whether PostgreSQL can be worked with, as is known within so many milliseconds. */
  readonly work: (withinMs: number) => Promise<boolean>;
  readonly ledger: { readonly full: boolean };
  /** Requests that wait for their command to be settled, or follow the log, cost next to nothing, and have bounds of their own. */
  readonly waiting: () => number;
  readonly onTurnedAway: (reason: TurnedAway) => void;
}

export type TurnedAway = 'busy' | 'away' | 'full';

/** Whoever asks whether this process is well is never turned away by its being busy. */
const PROBES = new Set(['/livez', '/readyz', '/metrics']);
/** Those who come while PostgreSQL is away wait so long for its next chance. */
const PATIENCE_MS = 300;
const SECONDS_TO_DRAIN = 5;

/** Before everything else: turns away at once what could only be answered late or not at all. */
export class Gate implements BeforeApplicationShutdown {
  /** The process is ending: connections are not to be kept. */
  draining = false;
  private inside = 0;
  private readonly refused = new WeakSet<FastifyRequest>();

  constructor(
    private readonly bounds: Bounds,
    private readonly tools: GateTools,
  ) {}

  beforeApplicationShutdown(): void {
    this.draining = true;
  }

  /** Counts a request in until its connection is done with it. Answers the problem that it is turned away with, or nothing. */
  async enter(request: FastifyRequest, reply: FastifyReply): Promise<Problem | undefined> {
    const path = pathOf(request);
    if (PROBES.has(path)) return undefined;
    const { work, ledger, waiting } = this.tools;
    if (this.inside - waiting() >= this.bounds.working)
      return this.turnAway(request, 'busy', unavailable('More requests are being worked on than can be answered in time.'));
    this.inside++;
    reply.raw.once('close', () => this.inside--);
    // What is not under /v1 (descriptions, problems) needs no database.
    if (!path.startsWith('/v1/')) return undefined;
    if (!(await work(PATIENCE_MS))) return this.turnAway(request, 'away', unavailable('The database does not answer.'));
    if (request.method === 'POST' && ledger.full)
      return this.turnAway(
        request,
        'full',
        unavailable('More commands wait to be decided than are let wait. Those that were taken will be.', SECONDS_TO_DRAIN),
      );
    return undefined;
  }

  /** Turned away in thousands, they would fill the log with what one counter says. */
  wasTurnedAway(request: FastifyRequest): boolean {
    return this.refused.has(request);
  }

  private turnAway(request: FastifyRequest, reason: TurnedAway, problem: Problem): Problem {
    this.refused.add(request);
    this.tools.onTurnedAway(reason);
    return problem;
  }
}
