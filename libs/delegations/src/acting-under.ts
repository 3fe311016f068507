import type { Acting, FactReader } from '#command-queue';
import type { Instant, Role } from '#kernel';
import { type Delegation, delegation, standsFor } from './domain/delegation.js';

/**
 * The role that a delegation lets this person act in at this instant, and for whom: the one who granted it, then the one whom that one
 * acted for. Undefined where it, or one that it was granted under, does not stand.
 */
export async function actingUnder(read: FactReader, id: string, person: string, at: Instant): Promise<Acting | undefined> {
  const onBehalfOf: string[] = [];
  let role: Role | undefined;
  let until: Instant = '9999-12-31T23:59:59.999Z';
  let who = person;
  for (let next: string | undefined = id; next !== undefined;) {
    const state: Delegation | undefined = await read.state(delegation, next);
    if (!state || !standsFor(state, who, at)) return undefined;
    role ??= state.terms.role;
    who = state.terms.by;
    onBehalfOf.push(who);
    if (state.terms.until < until) until = state.terms.until;
    next = state.terms.under;
  }
  return role && { role, onBehalfOf, until };
}
