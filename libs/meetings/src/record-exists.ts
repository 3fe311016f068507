import type { FactReader } from '#command-queue';

/** Whether anything was ever recorded on a record, also of a context that this one does not know: what it is, is not looked at. */
export async function recordExists(
  read: FactReader,
  { recordType: streamType, recordId }: { readonly recordType: string; readonly recordId: string },
): Promise<boolean> {
  return (await read.state({ streamType, initial: true, evolve: () => true }, recordId)) !== undefined;
}
