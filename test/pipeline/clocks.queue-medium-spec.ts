import { ClockKeeper } from '#command-queue';
import { notebooks } from '../support/notebooks.js';
import { eventually, openWorkshop, type Workshop } from '../support/workshop.js';

const fromNow = (ms: number): string => new Date(Date.now() + ms).toISOString();
const HOUR = 3_600_000;

describe('A clock', () => {
  let workshop: Workshop;
  let notebookId: string;

  beforeAll(async () => {
    workshop = await openWorkshop();
  }, 60_000);
  beforeEach(async () => {
    notebookId = await workshop.notebook();
  });
  afterAll(() => workshop.close(), 30_000);

  const keeper = () => new ClockKeeper(workshop.pool, notebooks, workshop.doorbell, () => undefined);
  const schedule = async (reviewAt: string) => {
    await workshop.perform('schedule-review', { notebookId, reviewAt });
    await clockIs('RUNNING', reviewAt);
  };

  async function clockIs(state: string, dueAt?: string): Promise<void> {
    await eventually(async () => {
      const { rowCount } = await workshop.pool.query(
        'select from clocks where stream = $1 and state = $2 and due_at = coalesce($3, due_at)',
        [`notebooks/${notebookId}`, state, dueAt],
      );
      return rowCount === 1 ? true : undefined;
    });
  }

  async function sent(): Promise<{ actor: string; occurredAt: string }[]> {
    const { rows } = await workshop.pool.query<{ actor: string; occurredAt: string }>(
      `select actor, occurred_at as "occurredAt" from commands where stream = $1 and name = 'note-review-due' order by seq`,
      [`notebooks/${notebookId}`],
    );
    return rows;
  }

  it('that two keepers watch sends one command, at its instant', async () => {
    const dueAt = fromNow(400);
    await schedule(dueAt);
    const keepers = [keeper(), keeper()];
    await Promise.all(keepers.map((each) => each.round()));
    expect(await sent()).toEqual([]);
    for (const each of keepers) each.start();
    await eventually(async () => ((await sent()).length > 0 ? true : undefined));
    await Promise.all(keepers.map((each) => each.stop()));
    for (let round = 0; round < 5; round++) await Promise.all(keepers.map((each) => each.round()));
    expect(await sent()).toEqual([{ actor: 'clock:review', occurredAt: dueAt }]);
  });

  it('that many keepers come to at the same moment sends one command', async () => {
    const dueAt = fromNow(-1_000);
    await schedule(dueAt);
    await Promise.all(Array.from({ length: 10 }, () => keeper().round()));
    expect(await sent()).toEqual([{ actor: 'clock:review', occurredAt: dueAt }]);
  });

  it('that was stopped in time sends none', async () => {
    await schedule(fromNow(HOUR));
    await workshop.perform('review-notebook', { notebookId });
    await clockIs('STOPPED');
    await workshop.pool.query('update clocks set due_at = now(), wake_at = now() where stream = $1', [`notebooks/${notebookId}`]);
    await keeper().round();
    expect(await sent()).toEqual([]);
  });

  it('that came due while nobody was there is sent by whoever starts next, and again when it is set anew', async () => {
    const first = fromNow(-HOUR);
    await schedule(first);
    const next = keeper();
    next.start();
    await eventually(async () => ((await sent()).length === 1 ? true : undefined));
    await next.stop();
    const second = fromNow(-HOUR / 2);
    await schedule(second);
    await keeper().round();
    await keeper().round();
    expect(await sent()).toEqual([first, second].map((occurredAt) => ({ actor: 'clock:review', occurredAt })));
  });

  it('that was set again before it was due sends nothing for the instant that no longer holds', async () => {
    await schedule(fromNow(300));
    await schedule(fromNow(HOUR));
    await new Promise((resolve) => setTimeout(resolve, 400));
    await keeper().round();
    expect(await sent()).toEqual([]);
  });
});
