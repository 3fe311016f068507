/** Why the witness does not run as it is, or a command is not done: for the person at the keyboard, shown without a stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(what: string, whatToDo: string, options?: ErrorOptions) {
    super(`${what}\n${whatToDo}`, options);
  }
}

/** The sentence of whatever was thrown. */
export const words = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));
