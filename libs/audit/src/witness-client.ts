/**
 * Witnesses, who put their cosignature beneath a checkpoint: c2sp.org/tlog-witness. To each goes `POST {url}/add-checkpoint` with
 *
 *   old <size that the witness saw last> ⏎ consistency proof, a line of base64 a hash ⏎ empty line ⏎ the note
 *
 * It answers 200 with its signature lines, or 409 with the size that it saw last; anything else is a fault.
 */
import { addCosignature, type Queryable, TileStore } from '#event-log';
import {
  consistencyProof,
  encodeBase64,
  encodeSignature,
  type NoteVerifier,
  parseNote,
  parseSignatureLines,
  parseWitnessKey,
  TlogError,
  verifyNote,
} from '#tlog';
import type { CheckpointFolder, SignedCheckpoint } from './checkpoint-folder.js';

export interface WitnessAddress {
  /** What its cosignatures are verified with; its name is the witness's. */
  readonly verifierKey: string;
  /** Where `/add-checkpoint` goes. */
  readonly url: string;
}

/** The witness did not cosign; the message says what it answered. */
export class WitnessFault extends Error {
  override readonly name = 'WitnessFault';
}

/** What `WITNESSES` holds: a verifier key and a URL with a space between, one pair a line or behind a `;`. Throws where one is neither. */
export function parseWitnesses(text: string): WitnessAddress[] {
  const pairs = text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return pairs.map((pair) => {
    const [verifierKey = '', url = '', ...more] = pair.split(/\s+/);
    parseWitnessKey(verifierKey);
    if (more.length > 0 || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new TlogError(
        'malformed-key',
        `A witness is a verifier key, a space and an http URL: ${JSON.stringify(pair.slice(0, 200))}.`,
      );
    return { verifierKey, url: url.replace(/\/+$/, '') };
  });
}

/** So long a witness may take; it holds up nobody else. */
const PATIENCE_MS = 10_000;
/** Signature lines of a witness take some hundred bytes. */
const LONGEST_ANSWER = 10_000;

export class WitnessClient {
  readonly #verifier: NoteVerifier;
  /** The size that the witness saw last, as far as is known here, of an origin. */
  readonly #seen = new Map<string, number>();

  constructor(
    private readonly address: WitnessAddress,
    private readonly database: Queryable,
    private readonly folder: CheckpointFolder,
  ) {
    this.#verifier = parseWitnessKey(address.verifierKey);
  }

  get name(): string {
    return this.#verifier.name;
  }

  /** Resolves once its cosignature is kept, in the folder and in the database. Throws {@link WitnessFault}. */
  async cosign(checkpoint: SignedCheckpoint, stopping: AbortSignal): Promise<void> {
    const { origin, size, note } = checkpoint;
    let answer = await this.#add(checkpoint, this.#seen.get(origin) ?? 0, stopping);
    if (typeof answer === 'number') answer = await this.#add(checkpoint, this.#mayStartFrom(answer, checkpoint), stopping);
    if (typeof answer === 'number')
      throw new WitnessFault(`${this.name} saw size ${answer} meanwhile: somebody else sends it checkpoints.`);
    const [cosignature] = this.#verified(note, answer);
    if (!cosignature) throw new WitnessFault(`${this.name} answered without a cosignature of its key.`);
    this.#seen.set(origin, size);
    const line = encodeSignature(cosignature).trimEnd();
    await this.folder.addCosignature(origin, size, this.name, line);
    await addCosignature(this.database, { origin, size, witness: this.name, line });
  }

  /** A witness that saw more than there is has been shown another log, or this one before its end was lost. */
  #mayStartFrom(seen: number, { origin, size }: SignedCheckpoint): number {
    if (seen > size)
      throw new WitnessFault(
        `${this.name} has seen ${seen} entries of ${origin}, and the log has ${size}: it lost its end, or was forked.`,
      );
    return seen;
  }

  #verified(note: Buffer, lines: string) {
    try {
      return verifyNote({ text: parseNote(note).text, signatures: parseSignatureLines(lines) }, [this.#verifier]);
    } catch (error) {
      throw new WitnessFault(`${this.name} answered with no cosignature that holds: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** Its signature lines, or the size that it saw last where that is another one. */
  async #add({ size, note }: SignedCheckpoint, old: number, stopping: AbortSignal): Promise<string | number> {
    const proof = await consistencyProof(new TileStore(this.database), old, size);
    const head = [`old ${old}`, ...proof.map(encodeBase64), '', ''].join('\n');
    const response = await fetch(`${this.address.url}/add-checkpoint`, {
      method: 'POST',
      body: Buffer.concat([Buffer.from(head), note]),
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), stopping]),
    }).catch((error: unknown) => {
      throw new WitnessFault(`${this.name} cannot be reached at ${this.address.url}: ${reasonOf(error)}.`, { cause: error });
    });
    const text = await shortText(response);
    if (response.status === 200) return text;
    const isSize = response.headers.get('content-type')?.split(';')[0]?.trim() === 'text/x.tlog.size';
    if (response.status === 409 && isSize && /^(0|[1-9]\d{0,15})\n$/.test(text)) return Number(text);
    throw new WitnessFault(`${this.name} does not cosign: ${response.status} ${JSON.stringify(text.slice(0, 200))}.`);
  }
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
};

/** The beginning of a body: nobody has to be believed to send a short one. */
async function shortText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array> | readonly Uint8Array[]) {
    parts.push(part);
    length += part.length;
    if (length > LONGEST_ANSWER) break;
  }
  return Buffer.concat(parts).subarray(0, LONGEST_ANSWER).toString();
}
