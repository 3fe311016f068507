/** The witness itself: which checkpoint it signs, and what it answers otherwise. c2sp.org/tlog-witness, "add-checkpoint". */
import {
  type Checkpoint,
  EMPTY_ROOT,
  encodeSignature,
  type Note,
  type NoteSignature,
  type NoteVerifier,
  parseLogKey,
  signNote,
  TlogError,
  verifyConsistency,
  verifyNote,
} from '#tlog';
import { type AddCheckpoint, parseAddCheckpoint } from './add-checkpoint.js';
import type { Alarms } from './alarms.js';
import { evidenceOf } from './evidence.js';
import type { WitnessKey } from './key-file.js';
import { type LogRecord, originHash } from './log-record.js';
import type { LogSettings } from './settings.js';
import { Turns } from './turns.js';

export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly body: string;
  readonly contentType?: string;
}

/** A log that the witness was told of. */
export interface WatchedLog {
  readonly settings: LogSettings;
  readonly verifiers: readonly NoteVerifier[];
  readonly record: LogRecord;
  /** Requests for one log are decided one after the other: between comparing and recording nobody else may record. */
  readonly turns: Turns;
}

export const watchedLog = (settings: LogSettings, record: LogRecord): WatchedLog => ({
  settings,
  verifiers: settings.keys.map(parseLogKey),
  record,
  turns: new Turns(),
});

export class Witness {
  readonly #logs: ReadonlyMap<string, WatchedLog>;

  constructor(
    private readonly key: WitnessKey,
    readonly logs: readonly WatchedLog[],
    private readonly alarms: Alarms,
  ) {
    this.#logs = new Map(logs.map((log) => [log.settings.origin, log]));
  }

  async addCheckpoint(body: Buffer): Promise<Answer> {
    let request: AddCheckpoint;
    try {
      request = parseAddCheckpoint(body);
    } catch (fault) {
      return refusal(400, fault);
    }
    const log = this.#logs.get(request.checkpoint.origin);
    if (!log) return { status: 404, body: 'This witness does not know the log.\n' };
    let signatures: readonly NoteSignature[];
    try {
      signatures = verifyNote(request.note, log.verifiers);
    } catch (fault) {
      return refusal(403, fault);
    }
    if (request.oldSize > request.checkpoint.size)
      return { status: 400, body: 'The old size is larger than that of the checkpoint.\n' };
    // What others may have signed is neither kept nor handed on: nobody has verified it.
    return log.turns.take(() => this.#decide(log, { ...request, note: { text: request.note.text, signatures } }));
  }

  /** The newest checkpoint that was cosigned of the log with this origin hash, with its cosignature. */
  cosigned(hash: string): Buffer | undefined {
    return this.logs.find(({ settings }) => originHash(settings.origin) === hash)?.record.cosigned();
  }

  async #decide(log: WatchedLog, { oldSize, proof, note, checkpoint }: AddCheckpoint): Promise<Answer> {
    await this.raiseFork(log, { note, checkpoint });
    const known = log.record.head?.checkpoint ?? { size: 0, root: EMPTY_ROOT };
    if (oldSize !== known.size) return { status: 409, body: `${known.size}\n`, contentType: 'text/x.tlog.size' };
    try {
      verifyConsistency(known, checkpoint, proof);
    } catch (fault) {
      return refusal(422, fault);
    }
    if (log.record.head?.checkpoint.size !== checkpoint.size) await log.record.advance(note);
    const { signatures } = signNote(note.text, [this.key.signer]);
    await log.record.keepCosigned({ text: note.text, signatures: [...note.signatures, ...signatures] });
    return { status: 200, body: signatures.map(encodeSignature).join('') };
  }

  /** Raises the alarm where this checkpoint, whose signature was verified, has the size of ours and another root. */
  async raiseFork(log: WatchedLog, other: { readonly note: Note; readonly checkpoint: Checkpoint }): Promise<boolean> {
    const recorded = log.record.head;
    const { size, root } = other.checkpoint;
    if (recorded?.checkpoint.size !== size || recorded.checkpoint.root.equals(root)) return false;
    const { origin, keys } = log.settings;
    const roots = `${recorded.checkpoint.root.toString('base64')}, which was cosigned, and ${root.toString('base64')}`;
    const says = `${origin} has signed two trees of ${size} entries, with the roots ${roots}: the log was forked.`;
    await this.alarms.raise(origin, 'fork', says, evidenceOf({ keys, recorded, other }));
    return true;
  }
}

/** What does not hold is told to whoever asked; anything else is our own fault, and is thrown. */
function refusal(status: Answer['status'], fault: unknown): Answer {
  if (fault instanceof TlogError) return { status, body: `${fault.message}\n` };
  throw fault;
}
