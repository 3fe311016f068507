import type { Chance } from './chance.js';
import type { Contract } from './contract.js';
import type { Tokens } from './tokens.js';
import type { Values } from './values.js';
import type { Message, Stream } from './wire.js';

/**
 * What the answer to a request has to be, beside never 5xx and never a leak:
 * `taken`: the form is right, so it is accepted or refused by a recorded rule, and never called malformed ·
 * `malformed`: refused with 4xx, and nothing of it recorded · `not-authenticated`: 401, nothing recorded ·
 * `role-refused`: 403, recorded · `read`: 200, 304 or 404 · `answered`: any answer ·
 * `maybe`: an answer or none, for a client that breaks off itself.
 */
export type Expectation = 'taken' | 'malformed' | 'not-authenticated' | 'role-refused' | 'read' | 'answered' | 'maybe';

export interface Probe {
  readonly category: string;
  /** What is odd about it, in a few words. */
  readonly what: string;
  readonly operation: string;
  readonly sent: Message | Stream;
  readonly expect: Expectation;
  /** The key of a command that may be in the ledger although nobody waited for its answer. */
  readonly unheard?: string;
}

export const isStream = (sent: Message | Stream): sent is Stream => 'pieces' in sent;

/** What probes are made with. */
export interface Tools {
  readonly chance: Chance;
  readonly contract: Contract;
  readonly values: Values;
  readonly tokens: Tokens;
}

/** A command's request before its token: what is odd about it, and what has to come of it. */
export interface Draft {
  readonly what: string;
  readonly body: Buffer;
  readonly expect: Expectation;
  readonly headers?: readonly (readonly [string, string])[];
  /** undefined: `application/json`; empty: no such header. */
  readonly contentType?: string;
}
