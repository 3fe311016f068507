/** What went wrong, for the person at the keyboard: what it was, and what to do about it. Shown without a stack. */
export class Trouble extends Error {
  override readonly name = 'Trouble';

  constructor(what: string, whatToDo: string, options?: ErrorOptions) {
    super(`${what}\n${whatToDo}`, options);
  }
}
