/** Where a log is read: under a URL, or in a folder with the same layout. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Resource {
  readonly bytes: Buffer;
  /** Of an answer over HTTP. */
  readonly contentType?: string;
}

export interface LogSource {
  /** What lies at a path below the log's prefix; undefined where nothing does. Throws where that cannot be told. */
  read(path: string): Promise<Resource | undefined>;
  /** Whether proofs and single entries can be asked for. */
  readonly answers: boolean;
  /** Widths of the partial tiles that lie at a path without its `.p`, where one can look around. */
  widths?(path: string): Promise<number[]>;
}

const TRIES = 3;

/** Asks for what lies at a URL, again where the connection broke. */
export async function get(url: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(url, { headers, redirect: 'error' });
    } catch (fault) {
      if (tries === TRIES) throw fault;
    }
  }
}

/** The log under a prefix, such as `https://records.example.gov/v1/log`. */
export function httpSource(prefix: string, headers: Readonly<Record<string, string>> = {}): LogSource {
  const base = prefix.replace(/\/*$/, '');
  return {
    answers: true,
    read: async (path) => {
      const response = await get(`${base}/${path}`, headers);
      const bytes = Buffer.from(await response.arrayBuffer());
      if (response.status === 404) return undefined;
      if (response.status !== 200) throw new Error(`${path} answers ${response.status}.`);
      return { bytes, contentType: response.headers.get('content-type') ?? '' };
    },
  };
}

const isMissing = (fault: unknown): boolean => ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((fault as { code?: string }).code ?? '');

async function orMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
}

/** The log in a folder that holds `checkpoint` and `tile/`. */
export function folderSource(folder: string): LogSource {
  return {
    answers: false,
    read: async (path) => {
      const bytes = await orMissing(readFile(join(folder, path)));
      return bytes && { bytes };
    },
    widths: async (path) => ((await orMissing(readdir(join(folder, `${path}.p`)))) ?? []).map(Number),
  };
}
