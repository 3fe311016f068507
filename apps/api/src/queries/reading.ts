/** How every query is answered: no older than asked for, from one state of the views, and not again to those who have it. */
import { type Pool, type Projection, reportsOf, type Visibility } from '#event-log';
import { insightOf } from '#feed';
import type { Caller } from '#identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { SettledWatch } from '../door/settled-watch.js';
import { problem, unavailable } from '../errors/problem.js';
import { UUID } from './parameters.js';
import { type Checkpoint, checkpointsOf, type Entity, viewOf, type Views } from './views.js';

/** Who asks, and where the answer goes. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: Caller;
}

export interface Question<Answer> {
  /** Whose views are read. */
  readonly of: readonly Entity[];
  readonly read: (database: EntityManager, insight: Visibility) => Promise<Answer>;
  /** The form of the answer, where the same path has several. */
  readonly form?: string;
  /** The answer depends on the hour too, so that its checkpoint does not stand for it. */
  readonly changesWithTime?: boolean;
}

const LONGEST_WAIT_MS = 5_000;
const PAUSE_MS = 20;

export class Reading {
  constructor(
    private readonly views: Views,
    private readonly pool: Pool,
    private readonly watch: SettledWatch,
  ) {}

  /** The answer, or undefined where the client has it already and is told so (304). */
  async answer<Answer>({ request, reply, caller }: Exchange, question: Question<Answer>): Promise<Answer | undefined> {
    const { of, read, form = '', changesWithTime = false } = question;
    const insight = insightOf(caller);
    const views = [...new Set(of.map(viewOf))];
    await this.waitFor(request.headers['consistent-with'], views);
    const { answer, tag, lacking } = await this.views.snapshot(views, async (database, checkpoints) => {
      const lacking = lackingOf(checkpoints);
      // A rebuild that fills a gap leaves a view where it stood: the gap is part of the state.
      const gaps = lacking === undefined ? [] : [digestOf(lacking)];
      const base = [...checkpoints.map(({ version, position }) => `${version}.${position}`), ...gaps, insight, form].join('-');
      if (!changesWithTime && isKnown(request.headers['if-none-match'], tagOf(base)))
        return { answer: undefined, tag: tagOf(base), lacking };
      const found = await read(database, insight);
      return { answer: found, tag: tagOf(changesWithTime ? `${base}-${digestOf(found)}` : base), lacking };
    });
    if (lacking !== undefined) void reply.header('lacking-positions', lacking);
    void reply.header('etag', tag).header('cache-control', 'no-cache').header('vary', 'Authorization, Accept');
    if (!isKnown(request.headers['if-none-match'], tag)) return answer;
    void reply.status(304);
    return undefined;
  }

  /** Waits until the views hold everything that the command of this id led to. */
  private async waitFor(commandId: string | readonly string[] | undefined, views: readonly Projection[]): Promise<void> {
    if (commandId === undefined) return;
    if (typeof commandId !== 'string' || !UUID.test(commandId))
      throw problem('invalid-header', 'Consistent-With must be the id of a command.');
    const until = performance.now() + LONGEST_WAIT_MS;
    const [known] = await reportsOf(this.pool, [commandId]);
    if (!known) throw problem('invalid-header', 'Consistent-With names no command.');
    const report = known.status === 'accepted' ? await this.watch.until(commandId, LONGEST_WAIT_MS) : known;
    if (!report || report.status === 'accepted' || report.status === 'failed')
      throw unavailable('The command that this read is to follow is not settled yet.');
    const last = Math.max(0, ...report.events.map(({ position }) => position));
    while (!(await this.stand(views, last))) {
      if (performance.now() > until) throw unavailable('The views have not come to the command that this read is to follow.');
      await sleep(PAUSE_MS);
    }
  }

  private async stand(views: readonly Projection[], position: number): Promise<boolean> {
    const checkpoints: readonly Checkpoint[] = await checkpointsOf(this.pool, views);
    return checkpoints.every((checkpoint) => checkpoint.position >= position);
  }
}

/**
 * What the views of an answer lack, as a dictionary of RFC 9651: `trace=(17 23)`. Undefined where they lack nothing.
 * Their readers are told so because they could not see it: an answer with a gap looks like a whole one.
 */
function lackingOf(checkpoints: readonly Checkpoint[]): string | undefined {
  const gaps = checkpoints.filter(({ lacks }) => lacks.length > 0);
  return gaps.map(({ consumer, lacks }) => `${consumer.replace(/^view:/, '')}=(${lacks.join(' ')})`).join(', ') || undefined;
}

/** Weak: it stands for the state that was read, not for the bytes. It is no version of a record, and cannot be taken for one. */
const tagOf = (state: string): string => `W/"${state}"`;

const digestOf = (answer: unknown): string => createHash('sha256').update(JSON.stringify(answer)).digest('hex').slice(0, 16);

/** Whether `If-None-Match` (RFC 9110, compared weakly) names this tag. */
function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = tag.slice(2);
  return [...header.matchAll(/"[^"]*"/g)].some(([quoted]) => quoted === opaque);
}
