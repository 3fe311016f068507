/**
 * The secrets of webhooks and what is signed with them, by Standard Webhooks 1.0.0. No secret is stored: each follows from the operator's
 * key, the webhook and the generation, so that whoever reads the database or a backup of it can sign nothing.
 */
import { createHmac, hkdfSync } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

/** `whsec_` and 32 bytes in Base64. `key`: the operator's, of 32 bytes at least. */
export function secretOf(key: Buffer, webhook: string, generation: number): string {
  const bytes = hkdfSync('sha256', key, Buffer.alloc(0), `promulgate webhook ${webhook} ${generation}`, SECRET_BYTES);
  return PREFIX + Buffer.from(bytes).toString('base64');
}

/** What of a webhook its secrets follow from. */
export interface Signing {
  readonly id: string;
  readonly generation: number;
  /** Until then the secret before signs too. */
  readonly bothUntil: string | null;
}

/** The secrets that sign at an instant (ms), the present one first. */
export function secretsOf(key: Buffer, { id, generation, bothUntil }: Signing, now: number): string[] {
  const both = generation > 1 && bothUntil !== null && now < Date.parse(bothUntil);
  return [generation, ...(both ? [generation - 1] : [])].map((each) => secretOf(key, id, each));
}

/** The secrets that sign now, the present one first. */
export const secretsFor = (key: Buffer, signing: Signing): string[] => secretsOf(key, signing, Date.now());

export interface Message {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers that say what is sent and by whom: a signature with each secret. */
export function signedHeaders({ id, timestamp, body }: Message, secrets: readonly string[]): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}

/** Always the same for a webhook and a position: a receiver knows by it what it has seen before. */
export const messageId = (webhook: string, position: number): string => `${webhook}_${position}`;
