/** The body of `add-checkpoint`: c2sp.org/tlog-witness, "add-checkpoint". Whatever is not exactly of that form throws a TlogError. */
import {
  type Checkpoint,
  decodeBase64,
  HASH_BYTES,
  MAX_PROOF_HASHES,
  type Note,
  parseCheckpoint,
  parseNote,
  type Proof,
  TlogError,
} from '#tlog';

export interface AddCheckpoint {
  /** The size that the client thinks we cosigned last. */
  readonly oldSize: number;
  readonly proof: Proof;
  /** As sent; nobody has verified its signatures. */
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

export function parseAddCheckpoint(body: Buffer): AddCheckpoint {
  const end = body.indexOf('\n\n');
  if (end < 0) throw malformed('no empty line stands before the checkpoint');
  const [old = '', ...lines] = body.subarray(0, end).toString('latin1').split('\n');
  const [, size] = /^old (0|[1-9]\d*)$/.exec(old) ?? [];
  if (size === undefined) throw malformed('its first line is not “old” and a size');
  if (lines.length > MAX_PROOF_HASHES)
    throw malformed(`its proof has ${lines.length} lines; none needs more than ${MAX_PROOF_HASHES}`);
  const proof = lines.map((line) => {
    const hash = decodeBase64(line, 'A line of the proof', 'malformed-proof');
    if (hash.length !== HASH_BYTES) throw malformed(`a hash of its proof has ${hash.length} bytes, not ${HASH_BYTES}`);
    return hash;
  });
  const note = parseNote(body.subarray(end + 2));
  const checkpoint = parseCheckpoint(note.text);
  // A size beyond every other number is compared all the same: no checkpoint reaches it.
  return { oldSize: Number(size), proof, note, checkpoint };
}

const malformed = (why: string): TlogError => new TlogError('malformed-proof', `Not a request to add a checkpoint: ${why}.`);
