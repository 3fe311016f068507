import { defineProjection, sql } from '#event-log';
import type { Instant, Role } from '#kernel';
import { Column, Entity, type EntityManager, Index, PrimaryColumn } from 'typeorm';
import type { Delegation, DelegationEvent } from '../domain/delegation.js';

/** Who may act in a role that is another's, from when to when, and why. */
@Entity({ name: 'delegations' })
@Index(['to'])
export class DelegationView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<Delegation['status'], 'none'>;

  @Column('text')
  by!: string;

  @Column('text')
  to!: string;

  @Column('text')
  role!: Role;

  @Column('timestamptz', { name: 'stands_from' })
  from!: string;

  @Column('timestamptz', { name: 'stands_until' })
  until!: string;

  @Column('text')
  reason!: string;

  /** The delegation that it was granted under. */
  @Column('uuid', { nullable: true })
  under!: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: string | null;

  @Column('text', { name: 'revocation_reason', nullable: true })
  revocationReason!: string | null;
}

export const delegationsView = defineProjection<DelegationEvent>({
  name: 'delegations',
  version: 1,
  entities: [DelegationView],
  on: {
    'delegation.granted': ({ subjectId, version, data }) =>
      sql`insert into delegations (id, version, status, by, "to", role, stands_from, stands_until, reason, under)
          values (${subjectId}, ${version}, 'GRANTED', ${data.by}, ${data.to}, ${data.role}, ${data.from}, ${data.until}, ${data.reason}, ${data.under ?? null})`,
    'delegation.revoked': ({ subjectId, version, data }) =>
      sql`update delegations set version = ${version}, status = 'REVOKED', revoked_at = ${data.revokedAt}, revocation_reason = ${data.reason}
          where id = ${subjectId}`,
    'delegation.expired': ({ subjectId, version }) =>
      sql`update delegations set version = ${version}, status = 'EXPIRED' where id = ${subjectId}`,
  },
});

/** A role that somebody else lets a person act in. */
export interface LentRole {
  readonly role: Role;
  /** The delegation that is acted under. */
  readonly actingUnder: string;
  /** The one who granted it, then the one whom that one acted for, and so on. */
  readonly onBehalfOf: readonly string[];
}

/** The roles that a person may act in for others at an instant: of delegations that stand, with each that they were granted under. */
export function rolesLentTo(database: EntityManager, person: string, at: Instant): Promise<readonly LentRole[]> {
  return database.query(
    `with recursive standing as (
       select * from delegations where status = 'GRANTED' and stands_from <= $2 and $2 < stands_until
     ), chain as (
       select id as first, role, under, array[by] as behalf from standing where "to" = $1
       union all
       select c.first, c.role, s.under, c.behalf || s.by
       from chain c join standing s on s.id = c.under and s."to" = c.behalf[cardinality(c.behalf)]
     )
     select role, first as "actingUnder", behalf as "onBehalfOf" from chain where under is null order by first`,
    [person, at],
  );
}
