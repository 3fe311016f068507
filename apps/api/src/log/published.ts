/** How far the log is published: what verifies is served up to the newest signed checkpoint, and nothing beyond. */
import { latestCheckpoint, type PublishedCheckpoint, type Queryable } from '#event-log';
import type { FastifyReply } from 'fastify';
import { problem } from '../errors/problem.js';

/** What can never be another one: caches keep it for a year. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** What the next checkpoint, or a witness, may change: caches ask again each time. */
const ASK_AGAIN = 'no-cache';

/** The newest checkpoint. Throws the problem that the log has none yet. */
export async function newestCheckpoint(database: Queryable): Promise<PublishedCheckpoint> {
  const newest = await latestCheckpoint(database);
  if (newest) return newest;
  throw problem('log-not-signed', 'The log has no checkpoint yet, so that nothing of it can be verified.');
}

/** The size of the tree that is published. Throws the problem that there is none yet. */
export const publishedSize = async (database: Queryable): Promise<number> => (await newestCheckpoint(database)).size;

/** A note as it is served: as the log signed it, and the lines of its witnesses beneath. */
export const servedNote = ({ note, cosignatures }: PublishedCheckpoint): Buffer =>
  Buffer.concat([note, Buffer.from(cosignatures.map((line) => `${line}\n`).join(''))]);

export function cachedForEver(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', FOR_EVER);
}

export function askedAgain(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', ASK_AGAIN);
}
