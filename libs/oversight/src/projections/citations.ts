/**
 * Where an authority was ever cited: by a hold on a provision, or by what suspends a protocol or an order. Kept after the hold is released,
 * so that the question of an order's law can be asked of any day.
 */
import { AuthorityView, standingOn, type StatusEntry } from '#authorities';
import type { ProvisionEvent } from '#directives';
import { defineProjection, type LoggedEvent, sql, type Statement } from '#event-log';
import type { PlainDate } from '#kernel';
import type { OrderEvent } from '#orders';
import type { ProtocolEvent } from '#protocols';
import { Column, Entity, type EntityManager, In, Index, PrimaryColumn } from 'typeorm';
import { stemsFrom } from './trace-chain.js';

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

/** The law of an order on a day: the authorities that it, its protocols, and the provisions that it stems from cite. */
export async function lawOf(
  database: EntityManager,
  { id, changes }: { readonly id: string; readonly changes: readonly { readonly protocolId: string }[] },
  { on, internal }: { readonly on: PlainDate; readonly internal: boolean },
): Promise<readonly CitedAuthority[]> {
  const subjects = [
    `orders/${id}`,
    ...changes.map(({ protocolId }) => `protocols/${protocolId}`),
    ...(await stemsFrom(database, `orders/${id}`)),
  ];
  const citations = await database.find(CitationView, {
    where: { subject: In(subjects), ...(internal ? {} : { isPublic: true }) },
  });
  const authorities = await database.find(AuthorityView, {
    where: { id: In(citations.map(({ authorityId }) => authorityId)) },
    order: { citation: 'ASC', id: 'ASC' },
  });
  return authorities.map(({ id: authorityId, citation, title, standing }) => ({
    authorityId,
    citation,
    title,
    scopes: standingOn(standing, on).map((entry) => ({
      ...entry,
      cited: citations.some((each) => each.authorityId === authorityId && each.scope === entry.scope),
    })),
  }));
}
