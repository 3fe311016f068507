import type { SignedCheckpoint } from './checkpoint-folder.js';
import type { WitnessClient } from './witness-client.js';

/** A witness that did not cosign is asked again after this time; each time twice as long, up to the longest. */
const AGAIN_MS = { first: 1_000, most: 60_000 };

interface Asked {
  readonly client: WitnessClient;
  /** The checkpoint that it cosigned last, as {@link nameOf} has it. */
  cosigned: string;
  /** Since when there is a checkpoint that it has not cosigned. */
  behindSince: number | undefined;
  pauseMs: number;
  notBefore: number;
  asking: Promise<void> | undefined;
}

/**
 * Asks the witnesses for their cosignatures, all at once and each by itself: one that is slow or away holds up neither another nor the
 * next checkpoint. Each is asked for the newest checkpoint only; what it missed meanwhile is within that.
 */
export class Witnesses {
  readonly #asked: readonly Asked[];
  readonly #stopping = new AbortController();

  constructor(
    clients: readonly WitnessClient[],
    private readonly onFault: (fault: Error) => void,
  ) {
    this.#asked = clients.map((client) => ({
      client,
      cosigned: '',
      behindSince: undefined,
      pauseMs: AGAIN_MS.first,
      notBefore: 0,
      asking: undefined,
    }));
  }

  /** Returns at once. To be called again and again: whoever has not cosigned this one, and is due, is asked. */
  offer(checkpoint: SignedCheckpoint): void {
    for (const asked of this.#asked) {
      if (asked.cosigned === nameOf(checkpoint)) continue;
      asked.behindSince ??= performance.now();
      if (asked.asking || performance.now() < asked.notBefore) continue;
      asked.asking = this.#ask(asked, checkpoint).finally(() => (asked.asking = undefined));
    }
  }

  /** For how long each has owed a cosignature of the newest checkpoint. */
  status(): { readonly witness: string; readonly behindMs: number }[] {
    return this.#asked.map(({ client, behindSince }) => ({
      witness: client.name,
      behindMs: behindSince === undefined ? 0 : performance.now() - behindSince,
    }));
  }

  /** Breaks off what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#asked.map(({ asking }) => asking ?? Promise.resolve()));
  }

  async #ask(asked: Asked, checkpoint: SignedCheckpoint): Promise<void> {
    try {
      await asked.client.cosign(checkpoint, this.#stopping.signal);
      asked.cosigned = nameOf(checkpoint);
      asked.behindSince = undefined;
      asked.pauseMs = AGAIN_MS.first;
    } catch (error) {
      asked.notBefore = performance.now() + asked.pauseMs;
      asked.pauseMs = Math.min(asked.pauseMs * 2, AGAIN_MS.most);
      if (!this.#stopping.signal.aborted) this.onFault(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

const nameOf = ({ origin, size }: SignedCheckpoint): string => `${origin} ${size}`;
