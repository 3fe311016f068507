/**
 * Marks a place where a process may die. It does nothing: only a test's module loader can put something else in this file's place,
 * no setting of a running program can.
 */
export async function failpoint(_place: string): Promise<void> {
  // Nothing happens here on purpose.
}
