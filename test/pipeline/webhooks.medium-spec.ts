/** Webhooks from the log to their receivers, with a real PostgreSQL and receivers on loopback. */
import { Webhook } from 'standardwebhooks';
import { secretOf } from '#webhooks';
import { DeliveryStore } from '../../libs/webhooks/src/delivery/store.js';
import { RETRY_DELAYS_MS } from '../../libs/webhooks/src/delivery/schedule.js';
import { eventually, type Mailbox, openMailbox, openPostOffice, outOfOrder, type PostOffice } from '../support/post-office.js';

const SUBJECTS = Array.from({ length: 16 }, (_, at) => `drafts/d-${at}`);

let office: PostOffice;
const mailboxes: Mailbox[] = [];

beforeEach(async () => {
  office = await openPostOffice();
}, 60_000);
afterEach(async () => {
  await office?.close();
  await Promise.all(mailboxes.splice(0).map((mailbox) => mailbox.close()));
}, 30_000);

async function mailbox(...answer: Parameters<typeof openMailbox>): Promise<Mailbox> {
  const opened = await openMailbox(...answer);
  mailboxes.push(opened);
  return opened;
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const arrived = (box: Mailbox, positions: readonly number[]) =>
  eventually(`${positions.length} positions arrive`, () => box.taken().length >= positions.length, 20_000);

it('Each entry from its registration on arrives once, signed, as its owner may read it', async () => {
  await office.write(2, SUBJECTS);
  const box = await mailbox();
  const { id } = await office.hook(box.url);
  await office.write(1, SUBJECTS, 'INTERNAL');
  await office.write(1, SUBJECTS, 'PRIVILEGED');
  office.dispatcher();
  await arrived(box, [3, 4]);
  const secret = new Webhook(secretOf(office.key, id, 1));
  const [internal, privileged] = box.arrivals.map(({ body, headers }) => secret.verify(body, headers as Record<string, string>));
  expect(internal).toMatchObject({ position: 3, specversion: '1.0', data: { said: 'word 3' }, datasalt: expect.any(String) });
  expect(privileged).toMatchObject({ position: 4, withheld: 'Gov. Code 7927.705: attorney-client privilege' });
  expect(privileged).not.toHaveProperty('data');
  expect(box.arrivals.map((arrival) => arrival.id)).toEqual([`${id}_3`, `${id}_4`]);
  expect(box.arrivals[0]?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
});

it('Privileged content is sent to nobody, whoever registered the webhook', async () => {
  const box = await mailbox();
  await office.hook(box.url, { role: 'city-attorney' });
  await office.write(1, SUBJECTS, 'PRIVILEGED');
  office.dispatcher();
  await arrived(box, [1]);
  const [sent] = box.arrivals.map(({ body }): unknown => JSON.parse(body));
  expect(sent).toMatchObject({ position: 1, withheld: 'Gov. Code 7927.705: attorney-client privilege' });
  expect(sent).not.toHaveProperty('data');
});

it('An entry waits until it is on record that the one before it on its record was taken', async () => {
  const holding = await office.pool.connect();
  const box = await mailbox(async ({ position }) => {
    if (position === 1) await holding.query('begin; select from webhook_deliveries where position = 1 for update');
    return 204;
  });
  try {
    await office.hook(box.url);
    office.dispatcher();
    await office.write(2, ['drafts/d-1']);
    await eventually('that it was taken waits to be noted', async () => {
      const waiting = await office.log.owner<object>(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%webhook_deliveries%'`,
      );
      return waiting.length > 0;
    });
    await office.write(1, ['drafts/d-2']);
    await eventually('another record goes on', () => box.arrivals.length > 1);
    expect(box.arrivals.map(({ position }) => position)).toEqual([1, 3]);
    await holding.query('commit');
    await arrived(box, [1, 2, 3]);
  } finally {
    holding.release(true);
  }
});

it('Only what a webhook asks for is sent', async () => {
  const [kinds, one, types] = [await mailbox(), await mailbox(), await mailbox()];
  await office.hook(kinds.url, { subjects: JSON.stringify(['orders']) });
  await office.hook(one.url, { subjects: JSON.stringify(['drafts/d-1']) });
  await office.hook(types.url, { types: JSON.stringify(['gov.commission.draft.submitted', 'gov.commission.order.signed']) });
  office.dispatcher();
  await office.write(4, ['drafts/d-1', 'orders/o-1', 'drafts/d-2']);
  await arrived(types, from(1, 4));
  await arrived(kinds, [2]);
  await arrived(one, [1, 4]);
  expect([kinds.taken(), one.taken(), types.arrivals.length]).toEqual([[2], [1, 4], 4]);
});

it('Whatever fails, each record’s entries arrive in order, and all of them', async () => {
  let state = 7;
  /** The same numbers each time, below `most`. */
  const next = (most: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
  const failures = new Map<number, number>();
  /** A third of the requests fails, in one of three ways; a fifth time no entry does. */
  const answer = (position: number): number => {
    const failed = failures.get(position) ?? 0;
    if (failed === 4 || next(3) > 0) return 204;
    failures.set(position, failed + 1);
    return [503, 302, 0][next(3)] ?? 0;
  };
  const box = await mailbox(({ position }) => answer(position));
  await office.hook(box.url);
  const [start, began] = [Date.now(), performance.now()];
  // A clock that runs ten thousand times as fast.
  office.dispatcher({ now: () => start + Math.round((performance.now() - began) * 10_000), chance: () => 0 });
  for (let round = 0; round < 4; round++) await office.write(60, SUBJECTS);
  await arrived(box, from(1, 240));
  expect(sorted(box.taken())).toEqual(from(1, 240));
  expect(outOfOrder(box.arrivals)).toEqual([]);
  expect(box.arrivals.length).toBeGreaterThan(240);
  for (const { id, position } of box.arrivals) expect(id).toMatch(new RegExp(`_${position}$`));
}, 40_000);

it('A receiver that takes nothing is parked, while another is sent everything', async () => {
  const [dead, alive] = [await mailbox(() => 500), await mailbox()];
  const hook = await office.hook(dead.url);
  await office.hook(alive.url);
  const dispatcher = office.dispatcher();
  await office.write(1_500, SUBJECTS);
  await arrived(alive, from(1, 1_500));
  expect(outOfOrder(alive.arrivals)).toEqual([]);
  await eventually('the dead one is parked', () => dispatcher.status().parked === 1);
  // Its rows are bounded, and its place waits for them.
  const [place] = await office.log.owner<{ position: number; waiting: number }>(
    `select position, (select count(*)::int from webhook_deliveries d where d.webhook = p.webhook and state = 'WAITING') as waiting
     from webhook_places p where webhook = $1`,
    [hook.id],
  );
  expect(place).toMatchObject({ position: 1_000, waiting: 1_000 });
  expect(dead.arrivals.length).toBeLessThan(40);
}, 40_000);

it('What failed is tried again by the schedule, and after the last try the webhook is disabled', async () => {
  const box = await mailbox(() => 500);
  const { id } = await office.hook(box.url);
  let now = Date.parse('2026-03-02T09:00:00Z');
  office.dispatcher({ now: () => now, chance: () => 0 });
  await office.write(1, SUBJECTS);
  for (const [nth, delay] of RETRY_DELAYS_MS.entries()) {
    await eventually('it is noted', async () => {
      const [row] = await office.log.owner<{ attempts: number }>('select attempts from webhook_deliveries');
      return row?.attempts === nth + 1;
    });
    now += delay - 1;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(box.arrivals).toHaveLength(nth + 1);
    now += 1;
  }
  await eventually('it is disabled', async () => (await office.disabling()).length === 1);
  expect(box.arrivals).toHaveLength(10);
  expect(await office.disabling()).toEqual([{ body: { webhookId: id, because: 'EXHAUSTED', position: 1 }, expectedVersion: 1 }]);
}, 30_000);

it('410 Gone disables at once, and nothing more is sent until somebody resumes it', async () => {
  let gone = true;
  const box = await mailbox(() => (gone ? 410 : 204));
  const hook = await office.hook(box.url);
  office.dispatcher();
  await office.write(3, ['drafts/d-1']);
  await eventually('it is disabled', async () => (await office.disabling()).length === 1);
  expect(await office.disabling()).toMatchObject([{ body: { because: 'GONE', position: 1 } }]);
  await hook.change({ status: 'DISABLED' });
  await office.write(1, ['drafts/d-2']);
  gone = false;
  await hook.change({ status: 'ACTIVE' });
  await arrived(box, from(1, 4));
  expect(box.arrivals.map(({ position, status }) => `${position} ${status}`).slice(0, 2)).toEqual(['1 410', '1 204']);
  expect(await office.disabling()).toHaveLength(1);
});

it('An address that nothing is sent to from here disables its webhook', async () => {
  const box = await mailbox();
  await office.hook(box.url);
  await office.write(1, SUBJECTS);
  office.dispatcher({ sender: { allowPrivate: false } });
  await eventually('it is disabled', async () => (await office.disabling()).length === 1);
  expect(await office.disabling()).toMatchObject([{ body: { because: 'NOT_ALLOWED' } }]);
  expect(box.arrivals).toEqual([]);
});

it('Everything is sent again from a position on, under the ids that it had', async () => {
  const box = await mailbox();
  const hook = await office.hook(box.url);
  office.dispatcher();
  await office.write(20, SUBJECTS);
  await arrived(box, from(1, 20));
  const before = new Map(box.arrivals.map(({ position, id }) => [position, id]));
  await hook.change({ redeliver_from: 6, redelivery_ordered_at: 20 });
  await eventually('it is sent again', () => box.arrivals.length === 35);
  const again = box.arrivals.slice(20);
  expect(sorted(again.map(({ position }) => position))).toEqual(from(6, 20));
  expect(outOfOrder(again)).toEqual([]);
  for (const { position, id } of again) expect(id).toBe(before.get(position));
});

it('What time it is PostgreSQL says, whatever the clock of the worker shows', async () => {
  const box = await mailbox();
  const { id } = await office.hook(box.url);
  const ahead = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
  try {
    office.dispatcher();
    await office.write(1, SUBJECTS);
    await arrived(box, [1]);
  } finally {
    ahead.mockRestore();
  }
  const [{ body, headers } = { body: '', headers: {} }] = box.arrivals;
  // The library refuses what is more than five minutes from now.
  expect(new Webhook(secretOf(office.key, id, 1)).verify(body, headers as Record<string, string>)).toBeDefined();
}, 30_000);

it('After a rotation both secrets sign', async () => {
  const box = await mailbox();
  const bothUntil = new Date(Date.now() + 60_000).toISOString();
  const { id } = await office.hook(box.url, { generation: 2, both_until: bothUntil });
  office.dispatcher();
  await office.write(1, SUBJECTS);
  await arrived(box, [1]);
  const [{ body, headers } = { body: '', headers: {} }] = box.arrivals;
  for (const generation of [1, 2])
    expect(new Webhook(secretOf(office.key, id, generation)).verify(body, headers as Record<string, string>)).toBeDefined();
});

it('An entry is sent once it is on record that the one before it on its record was taken', async () => {
  const holder = await office.pool.connect();
  try {
    const box = await mailbox(async ({ position }) => {
      // Nobody can note now that it was taken.
      if (position === 1) await holder.query('begin; select from webhook_deliveries where position = 1 for update');
      return 204;
    });
    await office.hook(box.url);
    office.dispatcher();
    await office.write(3, ['drafts/d-1', 'drafts/d-1', 'drafts/d-2']);
    await eventually('what is of another record arrives', () => box.taken().includes(3));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sorted(box.arrivals.map(({ position }) => position))).toEqual([1, 3]);
    await holder.query('commit');
    await arrived(box, [1, 2, 3]);
    expect(outOfOrder(box.arrivals)).toEqual([]);
  } finally {
    holder.release();
  }
}, 30_000);

it('Whoever was stopped and comes back late moves no place that another has moved, and takes nothing back', async () => {
  const hook = await office.hook('https://receiver.example/hooks');
  await office.write(20, SUBJECTS);
  const store = new DeliveryStore(office.pool);
  const seen = async () => {
    const [webhook] = (await store.look()).webhooks;
    if (!webhook) throw new Error('There is no webhook.');
    return webhook;
  };
  await store.heed(await seen(), Date.now());
  const asked = { id: hook.id, room: 100, types: null, subjects: null };
  const [taken] = await store.take([{ ...asked, position: 0 }], 20, Date.now());
  expect([taken?.upTo, taken?.rows.length]).toEqual([20, 20]);
  // The other one has heeded meanwhile that all is to be sent again from 6 on.
  await hook.change({ redeliver_from: 6, redelivery_ordered_at: 20 });
  expect(await store.heed(await seen(), Date.now())).toBe(true);
  await office.write(5, SUBJECTS);
  expect(await store.take([{ ...asked, position: 20 }], 25, Date.now())).toEqual([]);
  expect((await seen()).place?.position).toBe(5);
  const outcome = { webhook: hook.id, position: 1, attempts: 1, attemptedAt: Date.now(), nextAt: Date.now(), tookMs: 1 };
  await store.note([{ ...outcome, delivered: true, status: 204, fault: undefined }]);
  await store.note([{ ...outcome, delivered: false, status: undefined, fault: 'ECONNRESET' }]);
  expect((await store.waiting(hook.id)).map(({ position }) => position)).not.toContain(1);
});

it('Of two workers one sends, and the other goes on where it stopped', async () => {
  const box = await mailbox();
  await office.hook(box.url);
  const first = office.dispatcher();
  await eventually('the first one sends', () => first.status().sending);
  const second = office.dispatcher();
  await office.write(100, SUBJECTS);
  await arrived(box, from(1, 100));
  expect(second.status().sending).toBe(false);
  await first.stop();
  await office.write(100, SUBJECTS);
  await arrived(box, from(1, 200));
  expect(second.status().sending).toBe(true);
  expect(outOfOrder(box.arrivals)).toEqual([]);
  expect(box.arrivals).toHaveLength(200);
}, 30_000);
