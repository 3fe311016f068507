/** What went otherwise than the rules foresee: refused, waived, corrected, irregular, asserted of the past, or turned out otherwise. One line each, in the order of the log. */
import { defineProjection, type LoggedEvent, sql, type Statement, type Visibility } from '#event-log';
import type { Role } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OversightEvent } from '../oversight-event.js';
import { sentencesOf } from '../sentences.js';

export const EXCEPTION_KINDS = [
  'REFUSED',
  'WAIVED',
  'CORRECTED',
  'IRREGULAR',
  'ASSERTED',
  'OUTCOME_CHANGED',
  'RESCISSION_REQUIRED',
  'FINALITY_WITHDRAWN',
] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

@Entity({ name: 'exceptions' })
@Index(['occurredAt'])
export class ExceptionView {
  @PrimaryColumn('bigint')
  position!: number;

  @Column('text')
  kind!: ExceptionKind;

  /** The record that it is about. */
  @Column('text')
  subject!: string;

  @Column('text')
  type!: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: string;

  @Column('text')
  actor!: string;

  @Column('text', { name: 'actor_role' })
  actorRole!: Role;

  /** The code of the rule, where one was refused by or waived. */
  @Column('text', { nullable: true })
  rule!: string | null;

  /** Its number among the refusals, where it has one. */
  @Column('int', { name: 'rule_number', nullable: true })
  ruleNumber!: number | null;

  @Column('text')
  visibility!: Visibility;

  /** For those who may read the entry's data. */
  @Column('text')
  sentence!: string;

  /** For everybody. */
  @Column('text', { name: 'public_sentence' })
  publicSentence!: string;
}

function note(event: LoggedEvent, kind: ExceptionKind, rule?: { readonly code: string; readonly number?: number }): Statement {
  const { position, subject, type, occurredAt, recordedAt, actor, actorRole, visibility } = event;
  const { full, plain } = sentencesOf(event);
  return sql`
    insert into exceptions (position, kind, subject, type, occurred_at, recorded_at, actor, actor_role, rule, rule_number, visibility,
                            sentence, public_sentence)
    values (${position}, ${kind}, ${subject}, ${type}, ${occurredAt}, ${recordedAt}, ${actor}, ${actorRole}, ${rule?.code ?? null},
            ${rule?.number ?? null}, ${visibility}, ${full}, ${plain})`;
}

export const exceptionsView = defineProjection<OversightEvent>({
  name: 'exceptions',
  version: 7,
  entities: [ExceptionView],
  on: {
    'command.refused': (event) => note(event, 'REFUSED', event.data.rule),
    'irregular-act.reviewed': (event) => {
      const { outcome, rule } = event.data;
      return outcome === 'STANDS' ? note(event, 'IRREGULAR', { code: 'irregular-act', number: rule }) : [];
    },
    'correction.confirmed': (event) => note(event, 'CORRECTED'),
    'council-days.struck': (event) => note(event, 'CORRECTED'),
    'assertion.recorded': (event) => note(event, 'ASSERTED'),
    'meeting.outcome-changed': (event) => note(event, 'OUTCOME_CHANGED'),
    'board-action.rescission-required': (event) => note(event, 'RESCISSION_REQUIRED'),
    'board-action.finality-withdrawn': (event) => note(event, 'FINALITY_WITHDRAWN'),
    'order.rescission-required': (event) => note(event, 'RESCISSION_REQUIRED'),
    'meeting.notice-exception-recorded': (event) =>
      event.data.holds ? note(event, 'WAIVED', { code: 'posted-too-late', number: 4 }) : [],
    // One line an entry: the want of an attestation stands for that of finality too.
    'order.signed': (event) => {
      const { attestationWarning, finalityWarning } = event.data;
      if (!attestationWarning && !finalityWarning) return [];
      return note(event, 'WAIVED', { code: attestationWarning ? 'not-attested' : 'not-final' });
    },
  },
  erased: {
    'command.refused': (event) => [sql`delete from exceptions where position = ${event.position}`, note(event, 'REFUSED')],
  },
});
