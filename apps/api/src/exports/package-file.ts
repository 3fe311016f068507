/** A file of a package: its path within, and its bytes, which are made while they are taken. */
export interface PackageFile {
  readonly path: string;
  readonly bytes: AsyncIterable<Buffer | string> | Iterable<Buffer | string>;
  /** Hashes and signatures do not shrink. */
  readonly incompressible?: boolean;
}

export const fileOf = (path: string, bytes: Buffer | string): PackageFile => ({ path, bytes: [bytes] });
