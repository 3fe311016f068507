/**
 * The text in force at any instant, as it was known at any instant: kept as what was entered, with when that was, and the confirmed
 * corrections of it; text-history.ts makes the answer of them.
 */
import type { CorrectionEvent } from '#corrections';
import { defineProjection, type LoggedEvent, sql, type Statement } from '#event-log';
import { toInstant } from '#kernel';
import { type ProtocolEvent, type Section, type SectionMark, sectionsThrough } from '#protocols';
import { Column, Entity, type EntityManager, Index, PrimaryColumn } from 'typeorm';
import {
  type ConfirmedCorrection,
  type Origin,
  type RecordedChange,
  type TextChange,
  type Times,
  versionAt,
  type VersionThen,
} from './text-history.js';

/** A version's text, which never changes, and what it rests on. */
@Entity({ name: 'text_versions' })
export class TextVersionView {
  @PrimaryColumn('uuid', { name: 'protocol_id' })
  protocolId!: string;

  @PrimaryColumn('int')
  number!: number;

  /** Null where the text of a version of the past is unavailable. */
  @Column('text', { nullable: true })
  text!: string | null;

  /** As its author divided it; empty where it was sent whole. */
  @Column('jsonb')
  sections!: readonly SectionMark[];

  @Column('text', { name: 'text_hash', nullable: true })
  textHash!: string | null;

  @Column('text', { nullable: true })
  source!: string | null;

  @Column('text', { nullable: true })
  change!: string | null;

  @Column('uuid', { name: 'order_id', nullable: true })
  orderId!: string | null;

  @Column('uuid', { name: 'board_action_id', nullable: true })
  boardActionId!: string | null;

  @Column('uuid', { name: 'draft_id', nullable: true })
  draftId!: string | null;
}

/** What one entry says of when a version was in force. */
@Entity({ name: 'text_changes' })
@Index(['protocolId'])
export class TextChangeView {
  @PrimaryColumn('bigint')
  position!: number;

  @Column('uuid', { name: 'protocol_id' })
  protocolId!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  @Column('jsonb')
  change!: TextChange;

  /** The entry of an order that the instant comes from. */
  @Column('jsonb', { nullable: true })
  origin!: Origin | null;
}

/** A correction of such an entry; it counts from its confirmation on. */
@Entity({ name: 'text_corrections' })
@Index(['position'])
@Index(['stream'])
export class TextCorrectionView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('bigint')
  position!: number;

  @Column('text')
  stream!: string;

  @Column('text')
  type!: string;

  @Column('text')
  field!: string;

  @Column('text', { name: 'is_now' })
  is!: string;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;
}

function changed({ position, subjectId, recordedAt }: LoggedEvent, change: TextChange, origin?: Origin): Statement {
  return sql`insert into text_changes (position, protocol_id, recorded_at, change, origin)
             values (${position}, ${subjectId}, ${recordedAt}, ${JSON.stringify(change)}::jsonb,
                     ${origin ? JSON.stringify(origin) : null}::jsonb)`;
}

const signedOf = (orderId: string | undefined): Origin | undefined =>
  orderId === undefined ? undefined : { stream: `orders/${orderId}`, type: 'order.signed', field: '/effectiveAt' };

/** An order rescinds a version by one of its changes, on a draft; or the version's own order was rescinded. */
const rescissionOf = (orderId: string | undefined, draftId: string | undefined): Origin | undefined =>
  draftId === undefined && orderId !== undefined
    ? { stream: `orders/${orderId}`, type: 'order.rescinded', field: '/rescindedAt' }
    : signedOf(orderId);

export const textInForceView = defineProjection<ProtocolEvent | CorrectionEvent>({
  name: 'text-in-force',
  version: 2,
  entities: [TextVersionView, TextChangeView, TextCorrectionView],
  on: {
    'protocol.version-effective': (event) => {
      const { version, effectiveAt, supersedes, expiresAt, ...rest } = event.data;
      const { text, sections, textHash, source, change, orderId, boardActionId, draftId } = rest;
      return [
        sql`insert into text_versions
              (protocol_id, number, text, sections, text_hash, source, change, order_id, board_action_id, draft_id)
            values (${event.subjectId}, ${version}, ${text ?? null}, ${JSON.stringify(sections)}::jsonb, ${textHash ?? null}, ${source ?? null}, ${change ?? null},
                    ${orderId ?? null}, ${boardActionId ?? null}, ${draftId ?? null})`,
        changed(
          event,
          {
            kind: 'EFFECTIVE',
            version,
            effectiveAt,
            ...(supersedes === undefined ? {} : { supersedes }),
            ...(expiresAt === undefined ? {} : { expiresAt }),
          },
          signedOf(orderId),
        ),
      ];
    },
    'protocol.version-rescinded': (event) => {
      const { version, effectiveAt, orderId, draftId } = event.data;
      return changed(event, { kind: 'RESCINDED', version, effectiveAt }, rescissionOf(orderId, draftId));
    },
    'protocol.version-expired': (event) => changed(event, { kind: 'EXPIRED', ...event.data }),
    'protocol.paused': (event) => changed(event, { kind: 'PAUSED', ...event.data }),
    'protocol.resumed': (event) => changed(event, { kind: 'RESUMED', ...event.data }),
    'correction.proposed': ({ subjectId, data: { entryStream, entryType, position, field, is } }) =>
      /^(protocols|orders)\//.test(entryStream)
        ? sql`insert into text_corrections (id, position, stream, type, field, is_now)
              values (${subjectId}, ${position}, ${entryStream}, ${entryType}, ${field}, ${is})`
        : [],
    'correction.confirmed': ({ subjectId, recordedAt }) =>
      sql`update text_corrections set confirmed_at = ${recordedAt} where id = ${subjectId}`,
  },
});

/** The text that was in force, with what was known of it; its sections by the ids that they have among all versions before it. */
export type TextThen = Omit<TextVersionView, 'sections'> &
  VersionThen & {
    readonly sections: readonly Section[];
    /** By its author; else its sections are those of its headings. */
    readonly isDivided: boolean;
  };

/** All that was recorded of when the versions of a protocol ($1) were in force, and every confirmed correction of it, in one statement. */
const HISTORY = `
  with changes as materialized (select * from text_changes where protocol_id = $1)
  select
    (select coalesce(json_agg(json_build_object('position', position, 'recordedAt', recorded_at, 'change', change, 'origin', origin)
                              order by position), '[]')
     from changes) as changes,
    (select coalesce(json_agg(json_build_object('id', id, 'position', position, 'stream', stream, 'type', type, 'field', field, 'is', is_now,
                                                'confirmedAt', confirmed_at) order by confirmed_at), '[]')
     from text_corrections
     where confirmed_at is not null and (position = any (array(select position from changes))
                                         or stream = any (array(select origin ->> 'stream' from changes)))) as corrections`;

interface History {
  readonly changes: readonly (Omit<RecordedChange, 'origin'> & { readonly origin: Origin | null })[];
  readonly corrections: readonly ConfirmedCorrection[];
}

/** The texts of a protocol in force at these times, each at its `asOf` as it was known at its `knownAt`; undefined where there was none. */
export async function textsInForce(
  database: EntityManager,
  protocolId: string,
  times: readonly Times[],
): Promise<readonly (TextThen | undefined)[]> {
  const [history] = await database.query<History[]>(HISTORY, [protocolId]);
  const recorded = (history?.changes ?? []).map(({ recordedAt, origin, ...rest }) => ({
    ...rest,
    recordedAt: toInstant(recordedAt),
    ...(origin ? { origin } : {}),
  }));
  const corrections = (history?.corrections ?? []).map((each) => ({ ...each, confirmedAt: toInstant(each.confirmedAt) }));
  const versions = times.map((each) => versionAt(recorded, corrections, each));
  if (versions.every((then) => then === undefined)) return versions;
  const texts = await database.find(TextVersionView, { where: { protocolId }, order: { number: 'ASC' } });
  return versions.map((then) => {
    const version = then && texts.find(({ number }) => number === then.number);
    return version && { ...version, ...then, sections: sectionsAmong(texts, version), isDivided: version.sections.length > 0 };
  });
}

/** The text of a protocol in force at `asOf` as it was known at `knownAt`; undefined where there was none. */
export async function textInForce(database: EntityManager, protocolId: string, times: Times): Promise<TextThen | undefined> {
  return (await textsInForce(database, protocolId, [times]))[0];
}

function sectionsAmong(texts: readonly TextVersionView[], { number: last, text: own }: TextVersionView): readonly Section[] {
  if (own === null) return [];
  const known = texts.flatMap(({ number, text, sections }) => (text === null || number > last ? [] : [{ text, sections }]));
  return sectionsThrough(known).at(-1) ?? [];
}
