/**
 * The trace: a graph of records, from a provision to the order in force and its report-backs, and beside it a line for every entry
 * of the log. Privileged content is in neither; what is internal stands in columns of its own.
 */
import { cloudEventType, defineProjection, type LoggedEvent, type Projection, sql, type Statement } from '#event-log';
import type { Role } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OversightEvent } from '../oversight-event.js';
import { SENTENCES, sentencesOf } from '../sentences.js';
import { decisions } from './trace-decisions.js';
import { drafting } from './trace-drafts.js';
import { followingUp } from './trace-follow-ups.js';
import { type TraceHandlers, work } from './trace-records.js';
import type { TraceStep } from './trace-writing.js';

/** A record, or a part of one that is a step by itself, as its last event left it. */
@Entity({ name: 'trace_nodes' })
@Index(['type', 'recordId'])
export class TraceNodeView {
  /** `drafts/{id}`; `drafts/{id}#reviews`, `meetings/{id}#3A`, `protocols/{id}#2`. */
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  type!: string;

  @Column('uuid', { name: 'record_id' })
  recordId!: string;

  @Column('text')
  step!: TraceStep;

  /** Where the step stands in the process. */
  @Column('int')
  rank!: number;

  @Column('text')
  label!: string;

  @Column('text')
  status!: string;

  @Column('boolean', { name: 'is_public' })
  isPublic!: boolean;

  @Column('jsonb')
  details!: Record<string, unknown>;

  /** For readers of internal data: beside the details, and in place of those of the same name. */
  @Column('jsonb')
  internal!: Record<string, unknown>;

  /** The position of its first event. */
  @Column('bigint', { name: 'began_at' })
  beganAt!: number;

  /** Of its last event, as what follows. */
  @Column('bigint')
  position!: number;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('text')
  actor!: string;

  @Column('text', { name: 'actor_role' })
  actorRole!: Role;
}

/** `of`: the child stems from the parent; `with`: it refers to it. */
@Entity({ name: 'trace_edges' })
@Index(['parent'])
export class TraceEdgeView {
  @PrimaryColumn('text')
  child!: string;

  @PrimaryColumn('text')
  parent!: string;

  @Column('text')
  kind!: 'of' | 'with';
}

/** An entry of the log in a sentence. */
@Entity({ name: 'trace_entries' })
@Index(['subject', 'position'])
export class TraceEntryView {
  @PrimaryColumn('bigint')
  position!: number;

  /** The record on whose timeline it stands; of a correction, that of the corrected entry. */
  @Column('text')
  subject!: string;

  /** Of a meeting: the items that it is about; null where it is about the meeting itself. */
  @Column('jsonb', { nullable: true })
  items!: string[] | null;

  /** The full CloudEvents type. */
  @Column('text')
  type!: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('text')
  actor!: string;

  @Column('text', { name: 'actor_role' })
  actorRole!: Role;

  /** For readers of internal data. */
  @Column('text')
  sentence!: string;

  /** For everybody: of what is not public, no more than its envelope tells. */
  @Column('text', { name: 'public_sentence' })
  publicSentence!: string;
}

function itemsOf({ type, data }: LoggedEvent): string | null {
  if (!type.startsWith('meeting.')) return null;
  const { number, items } = data as { number?: string; items?: readonly (string | object)[] };
  if (number !== undefined) return JSON.stringify([number]);
  // The items of a posting are objects: it is about the meeting itself.
  return items?.every((item) => typeof item === 'string') ? JSON.stringify(items) : null;
}

/** What became of an assertion stands on the timeline of the record that it is about. */
function subjectOf({ type, subject, data }: LoggedEvent): string {
  return type.startsWith('assertion.') ? (data as { subject: string }).subject : subject;
}

function entry(event: LoggedEvent): Statement {
  const { position, occurredAt, recordedAt, actor, actorRole } = event;
  const subject = subjectOf(event);
  const { full, plain } = sentencesOf(event);
  const type = cloudEventType(event.type, event.schemaVersion);
  const items = itemsOf(event);
  if (!event.type.startsWith('correction.'))
    return sql`
      insert into trace_entries (position, subject, items, type, occurred_at, recorded_at, actor, actor_role, sentence, public_sentence)
      values (${position}, ${subject}, ${items}, ${type}, ${occurredAt}, ${recordedAt}, ${actor}, ${actorRole}, ${full}, ${plain})`;
  const corrected = (event.data as { position: number }).position;
  return sql`
    insert into trace_entries (position, subject, items, type, occurred_at, recorded_at, actor, actor_role, sentence, public_sentence)
    select ${position}::bigint, coalesce(of_entry.subject, given.subject), coalesce(of_entry.items, given.items), ${type},
           ${occurredAt}::timestamptz, ${recordedAt}::timestamptz, ${actor}, ${actorRole}, ${full}, ${plain}
    from (select ${subject}::text as subject, ${items}::jsonb as items) given
    left join trace_entries of_entry on of_entry.position = ${corrected}::bigint`;
}

function toldPlainly(event: LoggedEvent): readonly Statement[] {
  return [sql`delete from trace_entries where position = ${event.position}`, entry(event)];
}

const HANDLERS: TraceHandlers = { ...work, ...drafting, ...decisions, ...followingUp };

function traced(event: LoggedEvent): readonly Statement[] {
  const handler = HANDLERS[event.type as OversightEvent['type']] as ((of: LoggedEvent) => readonly Statement[]) | undefined;
  return [entry(event), ...(handler?.(event) ?? [])];
}

export const traceView: Projection = defineProjection<OversightEvent>({
  name: 'trace',
  version: 8,
  entities: [TraceNodeView, TraceEdgeView, TraceEntryView],
  on: Object.fromEntries(Object.keys(SENTENCES).map((type) => [type, traced])),
  // The entry stands on its timeline, with no more than its envelope tells.
  erased: { 'comment.received': toldPlainly, 'command.refused': toldPlainly },
});
