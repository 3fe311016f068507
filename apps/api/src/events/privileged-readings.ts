import { acceptFollowUp, type Catalog, type Doorbell, followUpOf } from '#command-queue';
import { derivedId, type Pool } from '#event-log';
import type { Caller } from '#identity';
import { createHash } from 'node:crypto';

/** As the log names the feed where it notes something itself; no token may be of this name. */
const ACTOR = 'feed:readings';
/** Of what was noted lately it is known here; of the rest the ledger knows. */
const REMEMBERED = 10_000;

/**
 * Notes in the log that privileged content is given to a reader, before it is given: once for a session and a range. The ledger holds it when
 * `note` resolves, so that nothing that was read stays unnoted; where it cannot be written, nothing is to be given.
 */
export class PrivilegedReadings {
  private readonly noted = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly catalog: Catalog,
    private readonly doorbell: Doorbell,
  ) {}

  async note({ subject: reader, roles, session = '' }: Caller, positions: readonly number[]): Promise<void> {
    if (positions.length === 0) return;
    const body = { reader, roles, session: sessionOf(session), positions: rangesOf(positions) };
    const key = JSON.stringify(body);
    if (this.noted.has(key)) return;
    const correlationId = derivedId(ACTOR, key);
    const cause = { actor: ACTOR, key, correlationId, causationId: correlationId };
    const command = followUpOf(this.catalog, { name: 'note-privileged-reading', body }, 0, cause);
    const ring = await acceptFollowUp(this.pool, { ...command, performedBy: reader });
    this.noted.add(key);
    const [oldest] = this.noted;
    if (this.noted.size > REMEMBERED && oldest !== undefined) this.noted.delete(oldest);
    // Not awaited: what cannot be rung now, the reconciler rings.
    void this.doorbell.ring([ring]);
  }
}

/** A token's id may be anything; what tells sessions apart need not say what. */
const sessionOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 32);

/** `3-7 12` */
export function rangesOf(positions: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const position of positions) {
    const range = ranges.at(-1);
    if (range?.last === position - 1) range.last = position;
    else ranges.push({ first: position, last: position });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(' ');
}
