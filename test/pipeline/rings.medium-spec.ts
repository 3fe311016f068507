import { Reconciler } from '#command-queue';
import { ringAgain, transaction } from '#event-log';
import { openWorkshop, type Workshop } from '../support/workshop.js';

/** Which commands the reconciler rings for; nobody answers here, so that what it finds is all there is. */
describe('The ledger names for a ring', () => {
  let workshop: Workshop;
  const STALE_MS = 10_000;

  beforeEach(async () => {
    workshop = await openWorkshop();
  }, 60_000);
  afterEach(() => workshop.close(), 30_000);

  const put = async (...rung: readonly string[]) => {
    const { id } = await workshop.put('open-notebook', { room: 1 });
    const [epoch, age = '0 s'] = rung;
    if (epoch) {
      await workshop.pool.query('update commands set rung_epoch = $2, rung_at = clock_timestamp() - $3::interval where id = $1', [
        id,
        epoch,
        age,
      ]);
    }
    return id;
  };
  const named = async (after = 0, limit = 100) =>
    (await ringAgain(workshop.pool, 'this life', STALE_MS, after, limit)).map(({ id }) => id);

  it('what was never rung, once', async () => {
    const id = await put();
    expect(await named()).toEqual([id]);
    expect(await named()).toEqual([]);
  });

  it('at once what was rung in another life of the queue, and not what was rung in this one', async () => {
    await put('this life');
    const lost = await put('a former life');
    expect(await named()).toEqual([lost]);
  });

  it('what was rung over ten seconds ago: the mark may have been made, and the ring never', async () => {
    await put('this life', '9 s');
    const old = await put('this life', '10.1 s');
    expect(await named()).toEqual([old]);
  });

  it('not what waits for its next try, and not what another one is at', async () => {
    const waiting = await put();
    await workshop.pool.query(`update commands set due_at = clock_timestamp() + interval '1 min' where id = $1`, [waiting]);
    const held = await put();
    await transaction(workshop.pool, async (client) => {
      await client.query('select from commands where id = $1 for update', [held]);
      expect(await named()).toEqual([]);
    });
    expect(await named()).toEqual([held]);
  });

  it('again at once what a queue that is full did not take, and no other queue life has to begin for it', async () => {
    const ids = [await put(), await put('this life', '10.1 s')];
    const rung: string[][] = [];
    let isFull = true;
    const bell = {
      epoch: () => Promise.resolve('this life'),
      ring: (rings: readonly { readonly commandId: string }[]) => {
        rung.push(rings.map(({ commandId }) => commandId));
        return Promise.resolve(!isFull);
      },
    };
    const reconciler = new Reconciler(workshop.pool, bell, () => undefined);
    await reconciler.round();
    await reconciler.round();
    isFull = false;
    await reconciler.round();
    await reconciler.round();
    expect(rung).toEqual([ids, ids, ids]);
  });

  it('page by page, each command once', async () => {
    const ids = [await put(), await put(), await put()];
    const first = await ringAgain(workshop.pool, 'this life', STALE_MS, 0, 2);
    expect([...first.map(({ id }) => id), ...(await named(first.at(-1)?.seq, 2))]).toEqual(ids);
  });
});
