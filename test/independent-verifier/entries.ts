/**
 * What every entry promises by itself and to its stream, as the log's description says it: the bytes are the RFC 8785 form of an event's
 * CloudEvents 1.0 envelope, without data and position; `streamversion` counts a stream's entries from 1, `streamprev` is the SHA-256 of
 * the one before in hex, zeros for the first.
 */
import { canonical, isObject, type Json, type JsonObject, NotJson, parseJsonBytes } from './canonical.js';
import type { Finding } from './findings.js';
import { sha256 } from './merkle.js';

const HASH = /^[0-9a-f]{64}$/;
const FIRST = '0'.repeat(64);
/** CloudEvents 1.0, "Naming conventions" and "Required attributes"; then the extensions that verification needs. */
const ATTRIBUTE = /^[a-z0-9]+$/;
const REQUIRED = ['id', 'source', 'type', 'stream', 'actor', 'commandid'];
/** Members that only a delivered event has. */
export const DELIVERY = ['position', 'data', 'datasalt', 'withheld', 'erased'];

interface Link {
  readonly position: number;
  readonly version: number;
  readonly hash: string;
}

const isText = (value: Json | undefined): value is string => typeof value === 'string' && value !== '';

function envelopeFault(envelope: JsonObject): string | undefined {
  if (envelope.get('specversion') !== '1.0') return 'no specversion 1.0';
  const missing = REQUIRED.find((name) => !isText(envelope.get(name)));
  if (missing !== undefined) return `no ${missing}`;
  const wrong = [...envelope].find(
    ([name, value]) => !ATTRIBUTE.test(name) || DELIVERY.includes(name) || (typeof value === 'object' && value !== null),
  );
  if (wrong) return `the attribute ${wrong[0]}`;
  const badHash = ['datahash', 'streamprev'].find((name) => !HASH.test(textOf(envelope, name)));
  return badHash === undefined ? undefined : `no ${badHash} of 64 hex digits`;
}

/** Of what is no text, nothing that a text could be. */
function textOf(envelope: JsonObject, name: string): string {
  const value = envelope.get(name);
  return typeof value === 'string' ? value : '';
}

export class EntryRules {
  /** By the stream's name. */
  private readonly streams = new Map<string, Link>();
  /** Positions whose entry does not follow on the one before in its stream: what is wrong is there or before. */
  readonly breaks: number[] = [];

  constructor(private readonly add: (finding: Finding) => void) {}

  /** Looks at the entries one after the other. */
  look(entry: Buffer, position: number): void {
    let value;
    try {
      value = parseJsonBytes(entry);
    } catch (fault) {
      if (!(fault instanceof NotJson)) throw fault;
      this.add({ kind: 'entry', position, says: `The entry is no JSON: ${fault.message}.` });
      return;
    }
    if (!entry.equals(Buffer.from(canonical(value))))
      this.add({ kind: 'entry', position, says: 'The entry is not in its RFC 8785 form.' });
    const fault = isObject(value) ? envelopeFault(value) : 'no object';
    if (fault !== undefined) this.add({ kind: 'entry', position, says: `The entry is no event's envelope: ${fault}.` });
    if (isObject(value)) this.link(value, entry, position);
  }

  private link(envelope: JsonObject, entry: Buffer, position: number): void {
    const stream = textOf(envelope, 'stream');
    const version = Number(envelope.get('streamversion'));
    const last = this.streams.get(stream);
    const expected = (last?.version ?? 0) + 1;
    if (version !== expected) {
      this.breaks.push(position);
      this.add({
        kind: 'chain',
        position,
        says: `Version ${version} of ${stream} where ${expected} has to follow${last ? ` on position ${last.position}` : ''}.`,
      });
    } else if (envelope.get('streamprev') !== (last?.hash ?? FIRST)) {
      this.breaks.push(position);
      const before = last ? `the entry at position ${last.position}` : 'the beginning of its stream';
      this.add({ kind: 'chain', position, says: `The entry does not follow on ${before}: its streamprev is another hash.` });
    }
    this.streams.set(stream, { position, version, hash: sha256(entry).toString('hex') });
  }
}
