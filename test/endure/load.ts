/** Commands sent at a rate that does not wait for answers: what comes too late comes too late for everybody. */
import { Agent, request } from 'node:http';

export interface Answered {
  readonly status: number;
  readonly id: string | undefined;
  readonly retryAfter: string | undefined;
  readonly ms: number;
}

/** Keeps its connections; as many as there is to send at a time. */
const agent = new Agent({ keepAlive: true });
let number = 0;

/** Sends one command; status 0 where the connection broke. */
export function send(url: string, authorization: string): Promise<Answered> {
  const body = JSON.stringify({ citation: `Synthetic ${number++}`, title: 'An authority of a load' });
  const headers = { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const began = performance.now();
  return new Promise((resolve) => {
    const sent = request(`${url}/v1/commands/register-authority`, { method: 'POST', headers, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        const id = status === 202 || status === 200 ? (JSON.parse(text) as { id: string }).id : undefined;
        resolve({ status, id, retryAfter: response.headers['retry-after'], ms: performance.now() - began });
      });
    });
    sent.on('error', () => resolve({ status: 0, id: undefined, retryAfter: undefined, ms: performance.now() - began }));
    sent.end(body);
  });
}

/** Sends `perSecond` commands a second for `ms`, whatever is answered. */
export async function sendAt(
  perSecond: number,
  ms: number,
  to: { readonly url: string; readonly senders: readonly string[] },
): Promise<Answered[]> {
  const began = performance.now();
  const sent: Promise<Answered>[] = [];
  while (performance.now() - began < ms) {
    const owed = Math.floor(((performance.now() - began) / 1000) * perSecond) - sent.length;
    for (let nth = 0; nth < owed; nth++) sent.push(send(to.url, to.senders[sent.length % to.senders.length] ?? ''));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return Promise.all(sent);
}
