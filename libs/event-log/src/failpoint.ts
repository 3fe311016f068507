/** The places that a process may die at, named by what has just happened or is about to. */
export type Failpoint =
  | 'api-before-insert'
  | 'api-after-insert'
  | 'api-after-ring'
  | 'worker-before-decision'
  | 'worker-before-commit'
  | 'worker-after-commit'
  | 'sequencer-after-take'
  | 'view-before-commit'
  | 'reaction-before-commit'
  | 'clock-after-accept'
  | 'signer-after-state'
  | 'signer-after-signature'
  | 'signer-after-folder'
  | 'signer-after-publication'
  | 'webhook-before-send'
  | 'webhook-after-send'
  | 'eraser-before-note';

/**
 * Marks a place where a process may die. It does nothing: only a test's module loader can put something else in this file's place,
 * no setting of a running program can. `about` names what is being worked on, a stream or a view.
 */
export async function failpoint(_place: Failpoint, _about?: string): Promise<void> {
  // Nothing happens here on purpose.
}
