import { randomUUID } from 'node:crypto';

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A W3C `traceparent` header of version 00, or undefined where it is none: a bad one is as good as none, says the recommendation. */
export function traceparentOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && TRACEPARENT.test(header) ? header : undefined;
}

/** The trace that a request belongs to: its client's, or one of its own. Node keeps random bytes for UUIDs in store, and 122 random bits are enough. */
export function traceIdOf(header: string | readonly string[] | undefined): string {
  return TRACEPARENT.exec(traceparentOf(header) ?? '')?.[1] ?? randomUUID().replaceAll('-', '');
}
