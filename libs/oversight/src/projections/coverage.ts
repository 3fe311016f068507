/**
 * Coverage: what became of each provision of a directive. Kept as the changes, not as their sum, so that it can be told
 * for any instant: the sum is made by coverage-rows.ts.
 */
import type { DirectiveEvent, ProvisionEvent, Verb } from '#directives';
import { defineProjection, type LoggedEvent, sql, type Statement } from '#event-log';
import type { Instant } from '#kernel';
import { Column, Entity, type EntityManager, Index, PrimaryColumn } from 'typeorm';
import { type CoverageRow, type DatedChange, type ProvisionChange, type ProvisionText, rowsOf } from './coverage-rows.js';

/** What a provision says; never changes. */
@Entity({ name: 'coverage_provisions' })
export class CoverageProvisionView {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid', { name: 'directive_id' })
  directiveId!: string;

  @Column('text')
  key!: string;

  @Column('text')
  verb!: Verb;

  @Column('text')
  addressee!: string;

  @Column('text')
  text!: string;

  /** The divided provision that it is a part of. */
  @Column('uuid', { name: 'part_of', nullable: true })
  partOf!: string | null;

  /** The keys of its parts; empty where it is not divided. */
  @Column('jsonb')
  parts!: string[];
}

/** What one event changed about a provision. */
@Entity({ name: 'coverage_changes' })
export class CoverageChangeView {
  @PrimaryColumn('uuid', { name: 'provision_id' })
  provisionId!: string;

  /** The version of the provision's stream. */
  @PrimaryColumn('int')
  version!: number;

  @Column('bigint')
  position!: number;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('jsonb')
  change!: ProvisionChange;
}

function changed(event: LoggedEvent, change: ProvisionChange): Statement {
  return sql`insert into coverage_changes (provision_id, version, position, occurred_at, recorded_at, change)
             values (${event.subjectId}, ${event.version}, ${event.position}, ${event.occurredAt}, ${event.recordedAt},
                     ${JSON.stringify(change)}::jsonb)`;
}

const dueOf = (data: { dueOn?: string; clock?: { dueAt: string } }): Pick<ProvisionChange, 'due'> =>
  data.dueOn && data.clock ? { due: { on: data.dueOn, at: data.clock.dueAt } } : {};

export const coverageView = defineProjection<DirectiveEvent | ProvisionEvent>({
  name: 'coverage',
  version: 3,
  entities: [CoverageProvisionView, CoverageChangeView],
  on: {
    'provision.opened': (event) => {
      const { directiveId, key, verb, addressee, text, partOf, parts } = event.data;
      return [
        sql`insert into coverage_provisions (id, directive_id, key, verb, addressee, text, part_of, parts)
            values (${event.subjectId}, ${directiveId}, ${key}, ${verb}, ${addressee}, ${text}, ${partOf ?? null},
                    ${JSON.stringify(parts ?? [])}::jsonb)`,
        changed(event, { disposition: 'OPEN', ...dueOf(event.data) }),
      ];
    },
    'provision.assigned': (event) => changed(event, { assigned: event.data.department }),
    'provision.started': (event) => changed(event, { disposition: 'IN_PROGRESS' }),
    'provision.evidence-submitted': (event) => changed(event, { disposition: 'EVIDENCE_SUBMITTED' }),
    'provision.evidence-returned': (event) => changed(event, { disposition: 'IN_PROGRESS' }),
    'provision.verified': (event) => changed(event, { disposition: 'SATISFIED' }),
    'provision.paused': (event) => {
      const { authorityId, scope, releaseCondition } = event.data;
      return changed(event, { disposition: 'LEGAL_HOLD', hold: { authorityId, scope, releaseCondition } });
    },
    'provision.resumed': (event) => changed(event, { disposition: event.data.status, ...dueOf(event.data) }),
    'provision.withdrawn': (event) => changed(event, { disposition: 'WITHDRAWN' }),
    'provision.declined': (event) => changed(event, { disposition: 'DECLINED' }),
    'provision.superseded': (event) => changed(event, { disposition: 'SUPERSEDED' }),
    'provision.deadline-extended': (event) => changed(event, dueOf(event.data)),
    'provision.deadline-started': (event) => changed(event, dueOf(event.data)),
    'provision.deadline-recomputed': (event) => changed(event, dueOf(event.data)),
  },
});

/**
 * The rows of a directive at an instant, from what had happened up to it: each provision once, in the order of their keys,
 * parts within the provision that they divide.
 */
export async function coverageOf(
  database: Pick<EntityManager, 'query'>,
  directiveId: string,
  at: Instant,
): Promise<readonly CoverageRow[]> {
  const provisions = await database.query<ProvisionText[]>(
    `select id, key, verb, addressee, text, part_of as "partOf", parts from coverage_provisions where directive_id = $1`,
    [directiveId],
  );
  const changes = await database.query<(DatedChange & { id: string })[]>(
    `select c.provision_id as id, c.occurred_at as "occurredAt", c.change
     from coverage_changes c join coverage_provisions p on p.id = c.provision_id
     where p.directive_id = $1 and c.occurred_at <= $2
     order by c.provision_id, c.version`,
    [directiveId, at],
  );
  const byId = Map.groupBy(changes, ({ id }) => id);
  const history = provisions.map((provision) => ({ provision, changes: byId.get(provision.id) ?? [] }));
  return rowsOf(history, at);
}
