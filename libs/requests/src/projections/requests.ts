import { defineProjection, sql, type Statement } from '#event-log';
import type { ProfileVersion } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ObligationKind, RequestEvent, RequestStatus } from '../domain/request.js';

/** A request with its way to the Board, the action that issued it and the drafts that answer it. */
@Entity({ name: 'requests' })
export class RequestView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: RequestStatus;

  @Index()
  @Column('uuid', { name: 'provision_id' })
  provisionId!: string;

  @Index()
  @Column('uuid', { name: 'board_report_id' })
  boardReportId!: string;

  @Column('text', { name: 'bpc_number' })
  bpcNumber!: string;

  /** The version of the profile that it keeps; null before that was recorded. */
  @Column('jsonb', { nullable: true })
  profile!: ProfileVersion | null;

  @Column('text')
  title!: string;

  @Column('jsonb')
  asks!: string[];

  /** The agenda items that it was placed as, in the order of the log. */
  @Column('jsonb')
  items!: { meetingId: string; itemNumber: string }[];

  @Column('uuid', { name: 'board_action_id', nullable: true })
  boardActionId!: string | null;

  /** The drafts that answer it, each with when it was opened and when it was transmitted last. */
  @Column('jsonb')
  responses!: Record<string, { begunAt: string; madeAt?: string }>;

  /** What keeps it from being closed, by the record that keeps it; a report-back only from its `dueAt` on. */
  @Column('jsonb')
  obligations!: Record<string, { kind: ObligationKind; dueAt?: string }>;

  /** Why the response before the present one did not suffice. */
  @Column('text', { name: 'return_reason', nullable: true })
  returnReason!: string | null;

  @Column('text', { name: 'withdrawal_reason', nullable: true })
  withdrawalReason!: string | null;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'issued_at', nullable: true })
  issuedAt!: Date | null;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt!: Date | null;

  /** When it was closed, withdrawn or not adopted. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

interface Step {
  readonly subjectId: string;
  readonly version: number;
  readonly occurredAt: string;
}

function moveTo(status: RequestStatus, { subjectId, version }: Step): Statement {
  return sql`update requests set version = ${version}, status = ${status} where id = ${subjectId}`;
}

function endAs(status: RequestStatus, step: Step): readonly Statement[] {
  return [moveTo(status, step), sql`update requests set ended_at = ${step.occurredAt} where id = ${step.subjectId}`];
}

/** Writes a draft's response, keeping what the statement does not name of it. */
function respond(subjectId: string, draftId: string, step: { begunAt: string } | { madeAt: string }): Statement {
  return sql`update requests
             set responses = jsonb_set(responses, array[${draftId}::text],
                                       coalesce(responses -> ${draftId}::text, '{}') || ${JSON.stringify(step)}::jsonb)
             where id = ${subjectId}`;
}

export const requestsView = defineProjection<RequestEvent>({
  name: 'requests',
  version: 3,
  entities: [RequestView],
  on: {
    'request.opened': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into requests (id, version, status, provision_id, board_report_id, bpc_number, profile, title, asks, items, responses,
                                obligations, opened_at)
          values (${subjectId}, ${version}, 'DRAFTED', ${data.provisionId}, ${data.boardReportId}, ${data.bpcNumber},
                  ${JSON.stringify(data.profile ?? null)}::jsonb, ${data.title}, ${JSON.stringify(data.asks)}::jsonb, '[]', '{}', '{}', ${occurredAt})`,
    'request.agendized': (event) => [
      moveTo('AGENDIZED', event),
      sql`update requests set items = items || jsonb_build_array(${JSON.stringify(event.data)}::jsonb)
          where id = ${event.subjectId}`,
    ],
    'request.issued': (event) => [
      moveTo('ISSUED', event),
      sql`update requests set board_action_id = ${event.data.boardActionId}, issued_at = ${event.occurredAt}, ended_at = null
          where id = ${event.subjectId}`,
    ],
    'request.not-adopted': (event) => endAs('NOT_ADOPTED', event),
    'request.acknowledged': (event) => [
      moveTo('ACKNOWLEDGED', event),
      sql`update requests set acknowledged_at = ${event.occurredAt} where id = ${event.subjectId}`,
    ],
    'request.response-begun': (event) => [
      moveTo('IN_RESPONSE', event),
      respond(event.subjectId, event.data.draftId, { begunAt: event.occurredAt }),
    ],
    'request.responded': (event) => [
      moveTo('RESPONDED', event),
      respond(event.subjectId, event.data.draftId, { madeAt: event.occurredAt }),
    ],
    'request.returned': (event) => [
      moveTo('RETURNED', event),
      sql`update requests set return_reason = ${event.data.reason} where id = ${event.subjectId}`,
    ],
    'request.closed': (event) => endAs('CLOSED', event),
    'request.withdrawn': (event) => [
      ...endAs('WITHDRAWN', event),
      sql`update requests set withdrawal_reason = ${event.data.reason} where id = ${event.subjectId}`,
    ],
    'request.obligation-opened': ({ subjectId, version, data: { obligation, ...rest } }) =>
      sql`update requests set version = ${version}, obligations = obligations || ${JSON.stringify({ [obligation]: rest })}::jsonb
          where id = ${subjectId}`,
    'request.obligation-met': ({ subjectId, version, data: { obligation } }) =>
      sql`update requests set version = ${version}, obligations = obligations - ${obligation}::text where id = ${subjectId}`,
  },
});
