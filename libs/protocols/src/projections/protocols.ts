import { defineProjection, sql, type Statement } from '#event-log';
import type { Suspension } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SectionMark } from '../domain/divided-text.js';
import type { ChangeKind, Protocol, ProtocolEvent, ProtocolKind, VersionStatus } from '../domain/protocol-record.js';
import { resumed, suspended } from './suspensions.js';

/** A protocol as it stands now. */
@Entity({ name: 'protocols' })
export class ProtocolView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  kind!: ProtocolKind;

  @Column('text')
  identifier!: string;

  @Column('text')
  title!: string;

  @Column('text')
  status!: Exclude<Protocol['status'], 'none'>;

  /** 0 where no version is in force. */
  @Column('int', { name: 'version_in_force' })
  versionInForce!: number;

  /** What a legal status suspends of the version in force. */
  @Column('jsonb')
  suspensions!: Suspension[];
}

/** A version of a protocol: effective from `effectiveAt` until before `endedAt`, or still where that is null. */
@Entity({ name: 'protocol_versions' })
export class ProtocolVersionView {
  @PrimaryColumn('uuid', { name: 'protocol_id' })
  protocolId!: string;

  @PrimaryColumn('int')
  number!: number;

  @Column('text')
  status!: VersionStatus;

  @Column('timestamptz', { name: 'effective_at' })
  effectiveAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** A pilot's effect ends at this instant. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  /** Null where the text of a version of the past is unavailable. */
  @Column('text', { nullable: true })
  text!: string | null;

  /** As its author divided it; empty where it was sent whole. */
  @Column('jsonb')
  sections!: readonly SectionMark[];

  @Column('text', { name: 'text_hash', nullable: true })
  textHash!: string | null;

  /** Where a version of the past is known from. */
  @Column('text', { nullable: true })
  source!: string | null;

  @Column('text', { nullable: true })
  change!: ChangeKind | null;

  @Index()
  @Column('uuid', { name: 'order_id', nullable: true })
  orderId!: string | null;

  /** The Board's action that put it in force, where no order is located. */
  @Column('uuid', { name: 'board_action_id', nullable: true })
  boardActionId!: string | null;

  @Column('uuid', { name: 'draft_id', nullable: true })
  draftId!: string | null;

  /** The order that ended its effect by rescinding it, or by being rescinded itself. */
  @Column('uuid', { name: 'rescinded_by', nullable: true })
  rescindedBy!: string | null;
}

export const protocolsView = defineProjection<ProtocolEvent>({
  name: 'protocols',
  version: 3,
  entities: [ProtocolView, ProtocolVersionView],
  on: {
    'protocol.registered': ({ subjectId, version, data }) =>
      sql`insert into protocols (id, version, kind, identifier, title, status, version_in_force, suspensions)
          values (${subjectId}, ${version}, ${data.kind}, ${data.identifier}, ${data.title}, 'REGISTERED', 0, '[]')`,
    'protocol.version-effective': ({ subjectId, version, data }) => [
      sql`update protocols set version = ${version}, status = 'IN_FORCE', version_in_force = ${data.version}, suspensions = '[]'
          where id = ${subjectId}`,
      sql`update protocol_versions set status = 'SUPERSEDED', ended_at = ${data.effectiveAt}
          where protocol_id = ${subjectId} and number = ${data.supersedes ?? null}`,
      sql`insert into protocol_versions
            (protocol_id, number, status, effective_at, expires_at, text, sections, text_hash, source, change, order_id,
             board_action_id, draft_id)
          values (${subjectId}, ${data.version}, 'EFFECTIVE', ${data.effectiveAt}, ${data.expiresAt ?? null}, ${data.text ?? null},
            ${JSON.stringify(data.sections)}::jsonb, ${data.textHash ?? null}, ${data.source ?? null}, ${data.change ?? null}, ${data.orderId ?? null},
            ${data.boardActionId ?? null}, ${data.draftId ?? null})`,
    ],
    'protocol.version-rescinded': ({ subjectId, version, data }) => [
      ended(subjectId, version, 'RESCINDED'),
      sql`update protocol_versions
          set status = 'RESCINDED', ended_at = ${data.effectiveAt}, rescinded_by = ${data.orderId ?? null}
          where protocol_id = ${subjectId} and number = ${data.version}`,
    ],
    'protocol.version-expired': ({ subjectId, version, data }) => [
      ended(subjectId, version, 'EXPIRED'),
      sql`update protocol_versions set status = 'EXPIRED', ended_at = ${data.expiredAt}
          where protocol_id = ${subjectId} and number = ${data.version}`,
    ],
    'protocol.paused': ({ subjectId: id, version, data }) => suspended({ table: 'protocols', id, version }, data),
    'protocol.resumed': ({ subjectId: id, version, data }) => resumed({ table: 'protocols', id, version }, data),
  },
});

function ended(protocolId: string, version: number, status: 'RESCINDED' | 'EXPIRED'): Statement {
  return sql`update protocols set version = ${version}, status = ${status}, version_in_force = 0, suspensions = '[]'
             where id = ${protocolId}`;
}
