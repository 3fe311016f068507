import { stat } from 'node:fs/promises';
import { messageOf, Unreadable } from './findings.js';
import { FolderFiles } from './folder-files.js';
import { HttpSource } from './http-source.js';
import { PackageSource } from './package-source.js';
import type { LogSource, SourceAddress } from './source.js';
import { ZipFiles } from './zip-files.js';

/** Throws {@link Unreadable} where there is nothing to read. */
export async function openSource(address: SourceAddress): Promise<LogSource> {
  if (address.kind === 'http') return new HttpSource(address.url, address.token, address.inFlight, address.patience);
  try {
    const isFolder = (await stat(address.path)).isDirectory();
    return new PackageSource(isFolder ? new FolderFiles(address.path) : await ZipFiles.open(address.path));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`${address.path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}
