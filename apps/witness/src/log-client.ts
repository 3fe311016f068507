/** Reads a log as its readers do: its newest checkpoint, and its proof that one tree is the beginning of another. */
import { decodeBase64, MAX_PROOF_HASHES, type Proof } from '#tlog';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 256 * 1024;

/** The log did not answer, or not in the form that it promised; the message says what came. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export interface ServedProof {
  readonly hashes: Proof;
  /** As it came, to be kept. */
  readonly text: string;
}

export class LogClient {
  /** `url` is what stands before `/v1`. */
  constructor(
    private readonly url: string,
    private readonly stopping: AbortSignal,
  ) {}

  checkpoint(): Promise<Buffer> {
    return this.#get('/v1/log/checkpoint');
  }

  async consistency(from: number, to: number): Promise<ServedProof> {
    const path = `/v1/log/proofs/consistency?from=${from}&to=${to}`;
    const text = (await this.#get(path)).toString();
    try {
      const { hashes } = JSON.parse(text) as { hashes?: unknown };
      if (!Array.isArray(hashes) || hashes.length > MAX_PROOF_HASHES) throw new Error('no list of hashes');
      return { hashes: hashes.map((each) => decodeBase64(String(each), 'A hash')), text };
    } catch (fault) {
      throw new NoAnswer(`${path} answered ${text.slice(0, 100)}`, { cause: fault });
    }
  }

  async #get(path: string): Promise<Buffer> {
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.stopping]);
    try {
      const answer = await fetch(`${this.url}${path}`, { signal, redirect: 'error' });
      if (answer.status !== 200) {
        await answer.body?.cancel();
        throw new NoAnswer(`${path} answered ${answer.status}`);
      }
      return await bounded(answer, path);
    } catch (fault) {
      if (fault instanceof NoAnswer) throw fault;
      const { message, cause } = fault as Error;
      throw new NoAnswer(`${path}: ${cause instanceof Error ? cause.message : message}`, { cause: fault });
    }
  }
}

async function bounded(answer: Response, path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new NoAnswer(`${path} answered more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
