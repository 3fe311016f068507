/** An emptied Redis is another one, also for the one who named the last. */
import { Doorbell } from '#command-queue';
import { Redis } from 'ioredis';
import { doorbellSettings } from '../support/testbed.js';
import { eventually } from '../support/workshop.js';

it('has another epoch once it was emptied, the same for all who ask', async () => {
  const settings = doorbellSettings('');
  const redis = new Redis(settings.url);
  // A connection that is still being made is no fault of this test: `eventually` asks again.
  const first = new Doorbell(settings, () => undefined);
  const second = new Doorbell(settings, () => undefined);
  try {
    await redis.flushdb();
    const before = await eventually(() => first.epoch());
    await redis.flushdb();
    const after = await eventually(() => first.epoch());
    expect(after).not.toBe(before);
    expect(await eventually(() => second.epoch())).toBe(after);
    expect(await first.epoch()).toBe(after);
  } finally {
    await first.close();
    await second.close();
    redis.disconnect();
  }
});
