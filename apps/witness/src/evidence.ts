/** What is kept of a log that told two stories: files that whoever has the log's verifier key can check without us. */
import { type Checkpoint, encodeNote, type Note } from '#tlog';
import type { Evidence } from './alarms.js';
import type { Head } from './log-record.js';

export interface Conflict {
  readonly keys: readonly string[];
  readonly recorded: Head;
  readonly other: { readonly note: Note; readonly checkpoint: Checkpoint };
  /** The log's own answer, where it was asked to prove that one tree grew from the other. */
  readonly proof?: string;
}

/** The two signed notes byte for byte, the keys that they were verified with, and what they show, in words. */
export const evidenceOf = ({ keys, recorded, other, proof }: Conflict): Evidence => ({
  'cosigned.note': recorded.note,
  'conflicting.note': encodeNote(other.note),
  'verifier-keys.txt': keys.map((key) => `${key}\n`).join(''),
  ...(proof === undefined ? {} : { 'consistency-proof.json': proof }),
  'README.txt': explanation(recorded.checkpoint, other.checkpoint),
});

function explanation(recorded: Checkpoint, other: Checkpoint): string {
  const head = ({ size, root }: Checkpoint): string => `${size} entries with the root ${root.toString('base64')}`;
  const shown =
    recorded.size === other.size
      ? 'One tree has one root. Two of the same size under one signature are two histories: these two files alone prove it.'
      : 'The log was asked to prove that one tree is the beginning of the other. Its answer, consistency-proof.json, does not lead to both\n' +
        'roots (RFC 6962, section 2.1.2). The two files show what it has signed; a proof that holds would refute this alarm.';
  return [
    `The log ${recorded.origin} has signed two checkpoints that contradict each other:`,
    '',
    `  cosigned.note       ${head(recorded)}; this witness had cosigned it`,
    `  conflicting.note    ${head(other)}; signed by the log later, or for others`,
    '',
    shown,
    '',
    'Both are signed notes (c2sp.org/signed-note, c2sp.org/tlog-checkpoint) and verify with the keys in verifier-keys.txt.',
    'Compare those with the keys that the log publishes. Copy this folder before anything else is done.',
    '',
  ].join('\n');
}
