/** Checkpoints as signed notes: who signed them, and whether that key signed checkpoints of this size. */
import {
  type Checkpoint,
  cosignedAt,
  parseCheckpoint,
  parseLogKey,
  parseNote,
  parseWitnessKey,
  type Note,
  type NoteVerifier,
  verifyNote,
} from '#tlog';
import { isObject, parseJson } from './canonical.js';
import { type Finding, messageOf, Unreadable } from './findings.js';
import type { LogKey } from './source.js';

/** A checkpoint whose signature holds. */
export interface SignedHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Where it was found. */
  readonly name: string;
}

/** The latest checkpoint that a witness has cosigned. */
export interface Cosigned {
  readonly size: number;
  /** POSIX seconds. */
  readonly at: number;
}

export interface OpenedNote {
  readonly head?: SignedHead;
  /** By verifier key, of the witnesses that were named. */
  readonly cosigned: ReadonlyMap<string, Cosigned>;
  readonly findings: readonly Finding[];
}

interface KnownKey extends LogKey {
  readonly verifier: NoteVerifier;
}

/** Opens notes by the log's keys and those of witnesses. */
export class NoteReader {
  private readonly keys: readonly KnownKey[];
  private readonly witnesses: readonly { readonly vkey: string; readonly verifier: NoteVerifier }[];

  /** Throws {@link Unreadable} where a key is none. */
  constructor(keys: readonly LogKey[], witnesses: readonly string[]) {
    this.keys = keys.map((key) => ({ ...key, verifier: parseLogKey(key.vkey) }));
    this.witnesses = witnesses.map((vkey) => ({
      vkey,
      verifier: keyOr(`${vkey} is no verifier key of a witness`, () => parseWitnessKey(vkey)),
    }));
  }

  /** `name` says where the note was found; `size` what its place says that it is the checkpoint of. */
  open(bytes: Uint8Array, name: string, size?: number): OpenedNote {
    let note: Note;
    let checkpoint: Checkpoint;
    try {
      note = parseNote(bytes);
      checkpoint = parseCheckpoint(note.text);
      this.requireSignature(note, checkpoint);
      if (size !== undefined && checkpoint.size !== size) throw new Error(`it is the checkpoint of ${checkpoint.size}`);
    } catch (error) {
      return { cosigned: new Map(), findings: [{ kind: 'signature', says: `${name}: ${messageOf(error)}` }] };
    }
    const { origin, size: ownSize, root } = checkpoint;
    return { head: { origin, size: ownSize, root, name }, ...this.cosignaturesOf(note, ownSize, name) };
  }

  private requireSignature(note: Note, { origin, size }: Checkpoint): void {
    const ofOrigin = this.keys.filter((key) => key.verifier.name === origin);
    if (ofOrigin.length === 0) {
      const known = [...new Set(this.keys.map(({ verifier }) => verifier.name))].join(', ');
      throw new Error(`its origin is ${origin}, and the keys are those of ${known}.`);
    }
    const inRange = ofOrigin.filter(({ firstSize, lastSize = Infinity }) => firstSize <= size && size <= lastSize);
    if (inRange.length === 0) throw new Error(`none of the keys signed checkpoints of ${size}.`);
    try {
      verifyNote(
        note,
        inRange.map(({ verifier }) => verifier),
      );
    } catch (error) {
      const others = ofOrigin.filter((key) => !inRange.includes(key) && signed(note, key.verifier));
      if (others.length === 0) throw error;
      const ranges = others.map(({ vkey, firstSize, lastSize }) => `${vkey} (${firstSize} to ${lastSize ?? 'now'})`);
      throw new Error(`it was signed by a key that signed other sizes: ${ranges.join(', ')}.`, { cause: error });
    }
  }

  private cosignaturesOf(note: Note, size: number, name: string): Pick<OpenedNote, 'cosigned' | 'findings'> {
    const cosigned = new Map<string, Cosigned>();
    const findings: Finding[] = [];
    for (const { vkey, verifier } of this.witnesses) {
      const own = note.signatures.filter((each) => each.name === verifier.name && each.keyId === verifier.keyId);
      if (own.length === 0) continue;
      if (signed(note, verifier)) cosigned.set(vkey, { size, at: Math.max(...own.map((each) => cosignedAt(each.signature))) });
      else
        findings.push({ kind: 'witness', says: `${name}: the cosignature of ${verifier.name} is not one of this checkpoint.` });
    }
    return { cosigned, findings };
  }
}

function signed(note: Note, verifier: NoteVerifier): boolean {
  try {
    return verifyNote(note, [verifier]).length > 0;
  } catch {
    return false;
  }
}

/**
 * The keys to judge by. Those that were given are believed, and the log is asked only which sizes each of them signed; where none was
 * given, the log's own are taken, and whoever reads the verdict has to compare them with what was published elsewhere.
 */
export function keysToUse(given: readonly string[], published: Buffer | undefined): LogKey[] {
  const own = published ? parseKeys(published) : [];
  if (given.length === 0) {
    if (own.length === 0) throw new Unreadable('The log names no keys, and none was given: name its verifier key (--key).');
    return own;
  }
  return given.map((vkey) => {
    const { name } = keyOr(`${vkey} is no verifier key of a log`, () => parseLogKey(vkey));
    return own.find((key) => key.vkey === vkey) ?? { origin: name, vkey, firstSize: 0 };
  });
}

function keyOr(fault: string, parse: () => NoteVerifier): NoteVerifier {
  try {
    return parse();
  } catch (error) {
    throw new Unreadable(`${fault}: ${messageOf(error)}`, { cause: error });
  }
}

function parseKeys(bytes: Buffer): LogKey[] {
  try {
    const body = parseJson(bytes.toString());
    const keys: unknown = isObject(body) ? body['keys'] : undefined;
    if (!Array.isArray(keys)) throw new Error('it has no list of keys');
    return keys.map((key: unknown) => {
      if (!isObject(key)) throw new Error('a key is no object');
      const { origin, vkey, firstSize, lastSize } = key;
      if (typeof origin !== 'string' || typeof vkey !== 'string' || !Number.isSafeInteger(firstSize))
        throw new Error('a key has no origin, vkey or firstSize');
      if (lastSize !== undefined && !Number.isSafeInteger(lastSize)) throw new Error('a lastSize is no size');
      parseLogKey(vkey);
      return { origin, vkey, firstSize: Number(firstSize), ...(lastSize === undefined ? {} : { lastSize: Number(lastSize) }) };
    });
  } catch (error) {
    throw new Unreadable(`The log’s list of keys cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}
