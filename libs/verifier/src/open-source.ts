import { FolderFiles } from './folder-files.js';
import { PackageSource } from './package-source.js';
import type { LogSource, SourceAddress } from './source.js';

/** Throws {@link Unreadable} where there is nothing to read. */
export function openSource(address: SourceAddress): Promise<LogSource> {
  return Promise.resolve(new PackageSource(new FolderFiles((address as { path: string }).path)));
}
