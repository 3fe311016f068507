import { Webhook } from 'standardwebhooks';
import { messageId, secretOf, secretsOf, signedHeaders } from './secrets.js';

const key = Buffer.alloc(32, 7);
const id = '019a0000-0000-7000-8000-000000000001';
const body = '{"specversion":"1.0","data":{"said":"¿qué?"}}';
const now = Date.now();
const until = new Date(now + 1_000).toISOString();

const verified = (secret: string, headers: Record<string, string>): unknown => new Webhook(secret).verify(body, headers);
const signed = (secrets: readonly string[]) =>
  signedHeaders({ id: messageId(id, 7), timestamp: Math.floor(now / 1000), body }, secrets);

it('A secret follows from key, webhook and generation alone', () => {
  expect(secretOf(key, id, 1)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(secretOf(key, id, 1)).toBe(secretOf(Buffer.alloc(32, 7), id, 1));
  const others = [secretOf(key, id, 2), secretOf(key, id.replace(/1$/, '2'), 1), secretOf(Buffer.alloc(32, 8), id, 1)];
  expect(new Set([secretOf(key, id, 1), ...others]).size).toBe(4);
});

it('What is signed is verified by the library of Standard Webhooks, and nothing else is', () => {
  const secret = secretOf(key, id, 1);
  const headers = signed([secret]);
  expect(verified(secret, headers)).toEqual(JSON.parse(body));
  expect(() => verified(secretOf(key, id, 2), headers)).toThrow('No matching signature');
  expect(() => verified(secret, { ...headers, 'webhook-id': messageId(id, 8) })).toThrow('No matching signature');
  expect(() => verified(secret, { ...headers, 'webhook-timestamp': String(Math.floor(now / 1000) - 1) })).toThrow(
    'No matching signature',
  );
});

it('Both secrets sign until the instant that the rotation names, and the new one alone from then on', () => {
  const rotated = { id, generation: 2, bothUntil: until };
  const both = secretsOf(key, rotated, now);
  expect(both).toEqual([secretOf(key, id, 2), secretOf(key, id, 1)]);
  for (const secret of both) expect(verified(secret, signed(both))).toEqual(JSON.parse(body));
  expect(secretsOf(key, rotated, now + 999)).toHaveLength(2);
  expect(secretsOf(key, rotated, Date.parse(until))).toEqual([secretOf(key, id, 2)]);
  expect(secretsOf(key, { id, generation: 1, bothUntil: null }, now)).toEqual([secretOf(key, id, 1)]);
});
