import { defineProjection, sql, type Statement } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AwaitedStatus, EvidenceLink, ProvisionEvent, ProvisionStatus, Verb } from '../domain/provision-record.js';

/** A provision as it stands now, with its assignments, all evidence that was submitted, its deadline and its hold. */
@Entity({ name: 'provisions' })
export class ProvisionView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

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

  @Column('jsonb')
  elements!: string[];

  /** The divided provision that this is a part of. */
  @Column('uuid', { name: 'part_of', nullable: true })
  partOf!: string | null;

  /** The keys of its parts; empty where it is not divided. */
  @Column('jsonb')
  parts!: string[];

  @Column('text')
  status!: ProvisionStatus;

  /** What became of it up to now; null where it is divided, since its parts tell. */
  @Column('text', { nullable: true })
  disposition!: Exclude<ProvisionStatus, 'DIVIDED'> | null;

  @Column('jsonb')
  assignments!: { department: string; assignedAt: string; assignedBy: string }[];

  /** In the order of the log; `returned` says why what was submitted up to there did not suffice. */
  @Column('jsonb')
  evidence!: (
    | { links: EvidenceLink[]; note?: string; submittedBy: string; submittedAt: string }
    | { returned: string; returnedBy: string; returnedAt: string }
  )[];

  /** The hold that is in place. */
  @Column('jsonb', { nullable: true })
  hold!: { authorityId: string; scope: string; releaseCondition: string; pausedAt: string; daysLeft?: number } | null;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: string | null;

  /** The last instant of that day where the commission sits. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  /** Every later day that was granted, by whom and why, in the order of the log. */
  @Column('jsonb', { name: 'moved_deadlines' })
  movedDeadlines!: { was: string; dueOn: string; reason: string; grantedBy: string; movedAt: string }[];

  /** What its deadline waits for, where it starts only then. */
  @Column('jsonb', { nullable: true })
  awaits!: AwaitedStatus | null;

  @Column('timestamptz', { name: 'overdue_announced_at', nullable: true })
  overdueAnnouncedAt!: Date | null;

  /** Who was told of a deadline, and when, in the order of the log. */
  @Column('jsonb')
  escalations!: { days: number; tells: string; dueOn: string; toldAt: string }[];

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  /** When it was satisfied, withdrawn, declined or superseded, and by whom. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'ended_by', nullable: true })
  endedBy!: string | null;

  /** Why it was withdrawn, declined or superseded. */
  @Column('text', { name: 'withdrawal_reason', nullable: true })
  withdrawalReason!: string | null;

  /** The Board action that declined it. */
  @Column('uuid', { name: 'declined_by_action', nullable: true })
  declinedByAction!: string | null;
}

interface Step {
  readonly subjectId: string;
  readonly version: number;
  readonly occurredAt: string;
  readonly performedBy: string;
}

function moveTo(status: Exclude<ProvisionStatus, 'DIVIDED'>, { subjectId, version }: Step): Statement {
  return sql`update provisions set version = ${version}, status = ${status}, disposition = ${status} where id = ${subjectId}`;
}

function endAs(status: 'SATISFIED' | 'WITHDRAWN' | 'DECLINED' | 'SUPERSEDED', step: Step): readonly Statement[] {
  const { subjectId, occurredAt, performedBy } = step;
  return [
    moveTo(status, step),
    sql`update provisions set hold = null, ended_at = ${occurredAt}, ended_by = ${performedBy} where id = ${subjectId}`,
  ];
}

function addEvidence(subjectId: string, entry: ProvisionView['evidence'][number]): Statement {
  return sql`update provisions set evidence = evidence || jsonb_build_array(${JSON.stringify(entry)}::jsonb)
             where id = ${subjectId}`;
}

export const provisionsView = defineProjection<ProvisionEvent>({
  name: 'provisions',
  version: 5,
  entities: [ProvisionView],
  on: {
    'provision.opened': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into provisions (id, version, directive_id, key, verb, addressee, text, elements, part_of, parts, status,
                                  disposition, assignments, evidence, moved_deadlines, escalations, due_on, due_at, opened_at)
          values (${subjectId}, ${version}, ${data.directiveId}, ${data.key}, ${data.verb}, ${data.addressee}, ${data.text},
                  ${JSON.stringify(data.elements ?? [])}::jsonb, ${data.partOf ?? null}, ${JSON.stringify(data.parts ?? [])}::jsonb,
                  ${data.parts ? 'DIVIDED' : 'OPEN'}, ${data.parts ? null : 'OPEN'}, '[]', '[]', '[]', '[]', ${data.dueOn ?? null},
                  ${data.clock?.dueAt ?? null}, ${occurredAt})`,
    'provision.assigned': ({ subjectId, version, occurredAt, performedBy, data }) => {
      const assignment = { department: data.department, assignedAt: occurredAt, assignedBy: performedBy };
      return sql`update provisions
                 set version = ${version}, assignments = assignments || jsonb_build_array(${JSON.stringify(assignment)}::jsonb),
                     status = case status when 'OPEN' then 'ASSIGNED' else status end,
                     disposition = case status when 'OPEN' then 'ASSIGNED' else status end
                 where id = ${subjectId}`;
    },
    'provision.started': (event) => [
      moveTo('IN_PROGRESS', event),
      sql`update provisions set started_at = ${event.occurredAt} where id = ${event.subjectId}`,
    ],
    'provision.evidence-submitted': (event) => [
      moveTo('EVIDENCE_SUBMITTED', event),
      addEvidence(event.subjectId, { ...event.data, links: [...event.data.links], submittedAt: event.occurredAt }),
    ],
    'provision.evidence-returned': (event) => [
      moveTo('IN_PROGRESS', event),
      addEvidence(event.subjectId, {
        returned: event.data.reason,
        returnedBy: event.performedBy,
        returnedAt: event.occurredAt,
      }),
    ],
    'provision.verified': (event) => endAs('SATISFIED', event),
    'provision.paused': (event) => [
      moveTo('LEGAL_HOLD', event),
      sql`update provisions set hold = ${JSON.stringify(event.data)}::jsonb where id = ${event.subjectId}`,
    ],
    'provision.resumed': (event) => [
      moveTo(event.data.status, event),
      sql`update provisions
          set hold = null, due_on = coalesce(${event.data.dueOn ?? null}::date, due_on),
              due_at = coalesce(${event.data.clock?.dueAt ?? null}::timestamptz, due_at)
          where id = ${event.subjectId}`,
    ],
    'provision.withdrawn': (event) => [
      ...endAs('WITHDRAWN', event),
      sql`update provisions set withdrawal_reason = ${event.data.reason} where id = ${event.subjectId}`,
    ],
    'provision.declined': (event) => [
      ...endAs('DECLINED', event),
      sql`update provisions set declined_by_action = ${event.data.boardActionId}, withdrawal_reason = ${event.data.reason}
          where id = ${event.subjectId}`,
    ],
    'provision.superseded': (event) => [
      ...endAs('SUPERSEDED', event),
      sql`update provisions set withdrawal_reason = ${event.data.reason} where id = ${event.subjectId}`,
    ],
    'provision.deadline-extended': ({ subjectId, version, occurredAt, data: { dueOn, clock, was, reason, grantedBy } }) =>
      sql`update provisions
          set version = ${version}, due_on = ${dueOn}, due_at = ${clock.dueAt}, overdue_announced_at = null,
              moved_deadlines = moved_deadlines || jsonb_build_array(
                ${JSON.stringify({ was, dueOn, reason, grantedBy, movedAt: occurredAt })}::jsonb)
          where id = ${subjectId}`,
    'provision.deadline-awaits-status': ({ subjectId, version, data }) =>
      sql`update provisions set version = ${version}, awaits = ${JSON.stringify(data)}::jsonb where id = ${subjectId}`,
    'provision.deadline-started': ({ subjectId, version, data: { dueOn, clock } }) =>
      sql`update provisions
          set version = ${version}, awaits = null, due_on = ${dueOn}, due_at = ${clock.dueAt}, overdue_announced_at = null
          where id = ${subjectId}`,
    'provision.deadline-recomputed': ({
      subjectId,
      version,
      occurredAt,
      performedBy,
      data: { dueOn, clock, was, because, reason },
    }) =>
      sql`update provisions
          set version = ${version}, due_on = ${dueOn}, due_at = ${clock.dueAt},
              overdue_announced_at = case ${because}::text when 'INPUTS' then null else overdue_announced_at end,
              moved_deadlines = moved_deadlines || jsonb_build_array(
                ${JSON.stringify({ was: was.dueOn, dueOn, reason, grantedBy: performedBy, movedAt: occurredAt })}::jsonb)
          where id = ${subjectId}`,
    'provision.overdue': ({ subjectId, version, occurredAt }) =>
      sql`update provisions set version = ${version}, overdue_announced_at = ${occurredAt} where id = ${subjectId}`,
    'provision.escalated': ({ subjectId, version, recordedAt, data: { days, tells, dueOn } }) =>
      sql`update provisions
          set version = ${version}, escalations = escalations || jsonb_build_array(
                ${JSON.stringify({ days, tells, dueOn, toldAt: recordedAt })}::jsonb)
          where id = ${subjectId}`,
  },
});
