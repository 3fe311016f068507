/** The kinds of requests, and how many of each in a hundred or so. */
import {
  type BodyMaker,
  encodings,
  fields,
  grammar,
  keys,
  nesting,
  numbers,
  sizes,
  unicode,
  valid,
  wrongType,
} from './bodies.js';
import { claims } from './claims.js';
import type { Operation } from './contract.js';
import {
  commandMessage,
  oddHeader,
  oddMethod,
  oddPath,
  oddQuery,
  oddToken,
  read,
  rehearsal,
  repeated,
  wrongRole,
} from './heads.js';
import type { Probe, Tools } from './probe.js';
import { injection, rawHttp } from './raw-http.js';

type Made = Omit<Probe, 'category' | 'operation'>;

export interface Category {
  readonly name: string;
  readonly weight: number;
  /** What it takes its operations from. */
  readonly of: 'commands' | 'queries' | 'operations';
  /** One after the other, where there are several. */
  readonly make: (tools: Tools, operation: Operation) => readonly Made[];
}

/** How many of the valid commands wait for their result. */
const WAITING = 0.25;

const withBody =
  (maker: BodyMaker) =>
  (tools: Tools, operation: Operation): readonly Made[] => {
    const { what, body, expect, headers = [], contentType } = maker(tools, operation);
    const waits = maker === valid && tools.chance.odds(WAITING);
    const message = commandMessage(tools, operation, [
      ...headers,
      ...(contentType === undefined ? [] : [['Content-Type', contentType] as const]),
      ...(waits ? [['Prefer', 'wait=5'] as const] : []),
    ]);
    const sent = { ...message, body, headers: message.headers.filter(([, value]) => value !== '' || contentType !== '') };
    return [{ what, expect, sent }];
  };

const one =
  (maker: (tools: Tools, operation: Operation) => Made) =>
  (tools: Tools, operation: Operation): readonly Made[] => [maker(tools, operation)];

export const VALID: Category = { name: 'valid commands', weight: 24, of: 'commands', make: withBody(valid) };
export const READS: Category = { name: 'valid queries', weight: 6, of: 'queries', make: one(read) };

export const CATEGORIES: readonly Category[] = [
  VALID,
  READS,
  { name: 'repeated keys', weight: 3, of: 'commands', make: repeated },
  { name: 'rehearsals', weight: 2, of: 'commands', make: one(rehearsal) },
  { name: 'wrong roles', weight: 2, of: 'commands', make: one(wrongRole) },
  { name: 'times, persons and sources', weight: 7, of: 'commands', make: one(claims) },
  { name: 'wrong types', weight: 7, of: 'commands', make: withBody(wrongType) },
  { name: 'missing and unknown fields', weight: 5, of: 'commands', make: withBody(fields) },
  { name: 'sizes', weight: 3, of: 'commands', make: withBody(sizes) },
  { name: 'encodings', weight: 5, of: 'commands', make: withBody(encodings) },
  { name: 'deep nesting', weight: 2, of: 'commands', make: withBody(nesting) },
  { name: 'doubled and reserved names', weight: 4, of: 'commands', make: withBody(keys) },
  { name: 'odd Unicode', weight: 6, of: 'commands', make: withBody(unicode) },
  { name: 'numbers', weight: 5, of: 'commands', make: withBody(numbers) },
  { name: 'broken JSON', weight: 5, of: 'commands', make: withBody(grammar) },
  { name: 'odd headers', weight: 6, of: 'commands', make: one(oddHeader) },
  { name: 'header injections', weight: 3, of: 'commands', make: one(injection) },
  { name: 'tokens', weight: 7, of: 'operations', make: one(oddToken) },
  { name: 'query parameters and cursors', weight: 6, of: 'operations', make: one(oddQuery) },
  { name: 'paths', weight: 4, of: 'operations', make: one(oddPath) },
  { name: 'methods', weight: 3, of: 'operations', make: one(oddMethod) },
  { name: 'raw HTTP', weight: 4, of: 'commands', make: one(rawHttp) },
];
