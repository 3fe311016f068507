/**
 * Where an authority was ever cited: by a hold on a provision, or by what suspends a protocol or an order. Kept after the hold is released,
 * so that the question of an order's law can be asked of any day.
 */
import { type AuthorityView, standingOn, type StatusEntry } from '#authorities';
import type { ProvisionEvent } from '#directives';
import { defineProjection, type LoggedEvent, sql, type Statement } from '#event-log';
import type { PlainDate } from '#kernel';
import type { OrderEvent } from '#orders';
import type { ProtocolEvent } from '#protocols';
import { Column, Entity, type EntityManager, Index, PrimaryColumn } from 'typeorm';
import { STEMS_FROM } from './trace-chain.js';

@Entity({ name: 'citations' })
@Index(['authorityId'])
export class CitationView {
  /** The record that cites it: `provisions/{id}`, `protocols/{id}`, `orders/{id}`. */
  @PrimaryColumn('text')
  subject!: string;

  @PrimaryColumn('uuid', { name: 'authority_id' })
  authorityId!: string;

  @PrimaryColumn('text')
  scope!: string;

  /** Whether everybody may know that it is cited here. */
  @Column('boolean', { name: 'is_public' })
  isPublic!: boolean;
}

function cited({ subject, visibility }: LoggedEvent, { authorityId, scope }: { authorityId: string; scope: string }): Statement {
  return sql`insert into citations (subject, authority_id, scope, is_public)
             values (${subject}, ${authorityId}, ${scope}, ${visibility === 'PUBLIC'}) on conflict do nothing`;
}

export const citationsView = defineProjection<ProvisionEvent | ProtocolEvent | OrderEvent>({
  name: 'citations',
  version: 2,
  entities: [CitationView],
  on: {
    'provision.paused': (event) => cited(event, event.data),
    'protocol.paused': (event) => cited(event, event.data),
    'order.paused': (event) => cited(event, event.data),
  },
});

/** An authority that a chain cites, and how it stood on a day: every scope, with whether the chain cites it in that one. */
export interface CitedAuthority {
  readonly authorityId: string;
  readonly citation: string;
  readonly title: string;
  readonly scopes: readonly (StatusEntry & { readonly cited: boolean })[];
}

/** The authorities that any of $2, or of what $1 stems from, cites; $3: where that is not public too. Each with the scopes in which it is cited. */
const CITED = `
  ${STEMS_FROM}
  select a.id, a.citation, a.title, a.standing, array_agg(c.scope) as cited
  from citations c join authorities a on a.id = c.authority_id
  where c.subject = any (array(select key from stems_from union select unnest($2::text[]))) and (c.is_public or $3)
  group by a.id order by a.citation, a.id`;

/** The law of an order on a day: the authorities that it, its protocols, and the provisions that it stems from cite. */
export async function lawOf(
  database: EntityManager,
  { id, changes }: { readonly id: string; readonly changes: readonly { readonly protocolId: string }[] },
  { on, internal }: { readonly on: PlainDate; readonly internal: boolean },
): Promise<readonly CitedAuthority[]> {
  const order = `orders/${id}`;
  const subjects = [order, ...changes.map(({ protocolId }) => `protocols/${protocolId}`)];
  const authorities = await database.query<(AuthorityView & { readonly cited: readonly string[] })[]>(CITED, [
    order,
    subjects,
    internal,
  ]);
  return authorities.map(({ id: authorityId, citation, title, standing, cited }) => ({
    authorityId,
    citation,
    title,
    scopes: standingOn(standing, on).map((entry) => ({ ...entry, cited: cited.includes(entry.scope) })),
  }));
}
