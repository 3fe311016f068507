/**
 * The entry: the bytes of an event that are fixed at append, for ever.
 *
 * An entry is the RFC 8785 canonical JSON of the event's CloudEvents envelope without its data and without its position.
 * In place of the data stands `datahash` = SHA-256(salt ‖ canonical data), in place of the past `streamprev` = SHA-256 of the
 * stream's previous entry. So a reader who is given data and salt can check them, nobody can guess what is withheld,
 * an erasure of data and salt breaks no hash, and each stream is a chain.
 *
 * The whole envelope is public. Nothing goes into it that could ever need hiding.
 */
import type { Instant, Role } from '#kernel';
import { requireBundleable } from '#tlog';
import canonicalize from 'canonicalize';
import { createHash, randomBytes } from 'node:crypto';
import type { Visibility } from './logged-event.js';

/** The first segments of every CloudEvents `type`; what stands between them and `.v1` is the stored name. */
const TYPE_PREFIX = 'gov.commission';

/** `draft.submitted`, 1 → `gov.commission.draft.submitted.v1`. */
export function cloudEventType(type: string, schemaVersion: number): string {
  return `${TYPE_PREFIX}.${type}.v${schemaVersion}`;
}

/** `gov.commission.draft.submitted.v1` → `draft.submitted`; undefined for what is no type of this log. */
export function storedType(cloudEventType: string): string | undefined {
  return /^gov\.commission\.(.+)\.v\d{1,4}$/.exec(cloudEventType)?.[1];
}

/** What an entry says; keys are CloudEvents attributes, so lower case. */
export interface EntryFields {
  readonly id: string;
  /** The log's origin, a URI: events of two commissions never share one. */
  readonly source: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly subject: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly stream: string;
  readonly version: number;
  /** SHA-256 of the stream's previous entry; undefined for its first. */
  readonly previous: Buffer | undefined;
  readonly actor: string;
  readonly actorRole: Role;
  readonly performedBy: string;
  /** For whom the actor acted by delegation: the one who delegated, then the one whom that one acted for, and so on. */
  readonly onBehalfOf?: readonly string[];
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string | undefined;
  readonly visibility: Visibility;
}

export interface SealedEntry {
  /** The entry's exact bytes: the leaf of the log. */
  readonly entry: Buffer;
  /** SHA-256 of `entry`: the next entry's `streamprev`. */
  readonly hash: Buffer;
  /** The data's canonical JSON, as it was hashed. */
  readonly data: string;
  readonly salt: Buffer;
}

/** The envelope as stored: what {@link sealEntry} writes and a reader parses. */
export interface Envelope {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: Instant;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly recordedtime: Instant;
  readonly stream: string;
  readonly streamversion: number;
  readonly streamprev: string;
  readonly actor: string;
  readonly actorrole: Role;
  readonly performedby: string;
  /** Subjects of tokens, which hold no space, with a space between. */
  readonly onbehalfof?: string;
  readonly commandid: string;
  readonly correlationid: string;
  readonly causationid: string;
  readonly traceparent?: string;
  readonly visibility: Visibility;
  readonly datahash: string;
}

const SALT_BYTES = 32;
/** What a stream's first entry names as its previous one. */
const NO_PREVIOUS = '0'.repeat(64);

/** RFC 8785 canonical JSON. Throws on what JSON cannot say (a function, NaN); undefined fields are left out. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('Not a JSON value.');
  return text;
}

/**
 * Fixes an event's entry. The salt is new each time and belongs to the data: it is erased with it.
 * Throws where an envelope is longer than a bundle of the log's tiles can hold: it could be appended and never be read by others.
 */
export function sealEntry(fields: EntryFields, data: unknown): SealedEntry {
  const canonicalData = canonicalJson(data);
  const salt = randomBytes(SALT_BYTES);
  const type = cloudEventType(fields.type, fields.schemaVersion);
  const envelope: Envelope = {
    specversion: '1.0',
    id: fields.id,
    source: fields.source,
    type,
    subject: fields.subject,
    time: fields.occurredAt,
    datacontenttype: 'application/json',
    dataschema: `${fields.source}:schema:${type}`,
    recordedtime: fields.recordedAt,
    stream: fields.stream,
    streamversion: fields.version,
    streamprev: fields.previous?.toString('hex') ?? NO_PREVIOUS,
    actor: fields.actor,
    actorrole: fields.actorRole,
    performedby: fields.performedBy,
    ...(fields.onBehalfOf ? { onbehalfof: fields.onBehalfOf.join(' ') } : {}),
    commandid: fields.commandId,
    correlationid: fields.correlationId,
    causationid: fields.causationId,
    ...(fields.traceparent ? { traceparent: fields.traceparent } : {}),
    visibility: fields.visibility,
    datahash: dataHash(salt, canonicalData),
  };
  const entry = Buffer.from(canonicalJson(envelope));
  requireBundleable(entry);
  return { entry, hash: createHash('sha256').update(entry).digest(), data: canonicalData, salt };
}

/** SHA-256(salt ‖ canonical data), in lower-case hex. */
export function dataHash(salt: Buffer, canonicalData: string): string {
  return createHash('sha256').update(salt).update(canonicalData).digest('hex');
}
