/**
 * Each stream is a chain: `streamversion` counts its entries 1, 2, 3 …, and `streamprev` is the SHA-256 of the one before.
 *
 * Within a range of the log the links are checked as the entries come. What is left of each stream is its segment there: how it begins and how
 * it ends. Segments are put aside on disk and joined at the end, so that millions of streams take no memory.
 */
import { hash } from 'node:crypto';
import type { Envelope } from './envelope.js';
import type { Finding } from './findings.js';
import type { Partitions } from './partitions.js';

interface Link {
  readonly position: number;
  readonly version: number;
  readonly hash: string;
}

interface Segment {
  readonly firstPosition: number;
  readonly firstVersion: number;
  readonly firstPrevious: string;
  last: Link;
}

const NO_PREVIOUS = '0'.repeat(64);
const KEY_BYTES = 16;
const HASH_BYTES = 32;
const NUMBER_BYTES = 6;
const AT = { firstPosition: 16, firstVersion: 22, lastPosition: 28, lastVersion: 34, firstPrevious: 40, lastHash: 72 };
export const SEGMENT_BYTES = AT.lastHash + HASH_BYTES;

/** What is wrong with an entry that follows another one of its stream, or begins it; undefined where nothing is. */
function faultOf(
  stream: string,
  entry: { position: number; version: number; previous: string },
  before: Link | undefined,
): Finding | undefined {
  const { position, version, previous } = entry;
  const of = (says: string): Finding => ({ kind: 'chain', position, says: `Position ${position}: ${says}.` });
  const wanted = (before?.version ?? 0) + 1;
  const name = stream === '' ? 'its stream' : `the stream ${stream.slice(0, 100)}`;
  if (version !== wanted) return of(`version ${version} of ${name} where ${wanted} comes next`);
  if (previous === (before?.hash ?? NO_PREVIOUS)) return undefined;
  return before
    ? of(`its streamprev is not the hash of ${name}’s entry before, at position ${before.position}`)
    : of(`the first entry of ${name} names one before it`);
}

/** The chains within a range of the log. */
export class ChainRange {
  private readonly segments = new Map<string, Segment>();

  /** Takes the next entry. Answers what is wrong with its place in its stream. */
  link({ stream, streamversion, streamprev }: Envelope, position: number, entry: Buffer): Finding | undefined {
    const last: Link = { position, version: streamversion, hash: hash('sha256', entry, 'hex') };
    const segment = this.segments.get(stream);
    if (!segment) {
      this.segments.set(stream, {
        firstPosition: position,
        firstVersion: streamversion,
        firstPrevious: streamprev,
        last,
      });
      return undefined;
    }
    const fault = faultOf(stream, { position, version: streamversion, previous: streamprev }, segment.last);
    segment.last = last;
    return fault;
  }

  /** Puts the segments aside. */
  end(partitions: Partitions): void {
    for (const [stream, segment] of this.segments) {
      const record = Buffer.allocUnsafe(SEGMENT_BYTES);
      hash('sha256', stream, 'buffer').copy(record, 0, 0, KEY_BYTES);
      record.writeUIntBE(segment.firstPosition, AT.firstPosition, NUMBER_BYTES);
      record.writeUIntBE(segment.firstVersion, AT.firstVersion, NUMBER_BYTES);
      record.writeUIntBE(segment.last.position, AT.lastPosition, NUMBER_BYTES);
      record.writeUIntBE(segment.last.version, AT.lastVersion, NUMBER_BYTES);
      record.write(segment.firstPrevious, AT.firstPrevious, 'hex');
      record.write(segment.last.hash, AT.lastHash, 'hex');
      partitions.add(record.readUInt32BE(0), record);
    }
    this.segments.clear();
  }
}

/** Joins the segments of one part of the streams. */
export function joinSegments(records: Buffer): Finding[] {
  const findings: Finding[] = [];
  let key: Buffer | undefined;
  let before: Link | undefined;
  for (const at of inOrder(records)) {
    const record = records.subarray(at, at + SEGMENT_BYTES);
    const own = record.subarray(0, KEY_BYTES);
    if (!key?.equals(own)) [key, before] = [own, undefined];
    const fault = faultOf(
      '',
      {
        position: record.readUIntBE(AT.firstPosition, NUMBER_BYTES),
        version: record.readUIntBE(AT.firstVersion, NUMBER_BYTES),
        previous: record.toString('hex', AT.firstPrevious, AT.firstPrevious + HASH_BYTES),
      },
      before,
    );
    if (fault) findings.push(fault);
    before = {
      position: record.readUIntBE(AT.lastPosition, NUMBER_BYTES),
      version: record.readUIntBE(AT.lastVersion, NUMBER_BYTES),
      hash: record.toString('hex', AT.lastHash, AT.lastHash + HASH_BYTES),
    };
  }
  return findings;
}

const INDEX_LIMIT = 2 ** 21;

/**
 * Where the records begin, those of a stream next to each other and in the order of the log. What is sorted are numbers, natively: 32 bits of
 * the stream's key and the record's index; only where these bits are shared are records looked at.
 */
function inOrder(records: Buffer): number[] {
  const count = records.length / SEGMENT_BYTES;
  const places = Float64Array.from(
    { length: count },
    (_, index) => records.readUInt32BE(index * SEGMENT_BYTES) * INDEX_LIMIT + index,
  ).sort();
  const compare = (one: number, other: number): number =>
    records.compare(records, other, other + AT.firstVersion, one, one + AT.firstVersion);
  const order: number[] = [];
  for (let start = 0, end: number; start < count; start = end) {
    const bits = Math.floor(places[start] / INDEX_LIMIT);
    for (end = start + 1; end < count && Math.floor(places[end] / INDEX_LIMIT) === bits; end++);
    const group = Array.from(places.subarray(start, end), (place) => (place % INDEX_LIMIT) * SEGMENT_BYTES);
    for (const at of group.length > 1 ? group.sort(compare) : group) order.push(at);
  }
  return order;
}
