import { incidents, replay } from '#event-log';
import { elapsedMs } from '#kernel';
import { program, UNREADABLE } from '../support/notebooks.js';
import { openWorkshop, type Workshop } from '../support/workshop.js';

const SETTINGS = { attempts: 3, backoffMs: 700 };

describe('A command that the program breaks on', () => {
  let workshop: Workshop;
  const faults: { readonly id: string; readonly attempts: number; readonly at: number }[] = [];

  beforeAll(async () => {
    workshop = await openWorkshop();
    const settler = workshop.settler(SETTINGS, ({ id, attempts }) => faults.push({ id, attempts, at: Date.now() }));
    await workshop.answerWith(settler);
  }, 60_000);
  afterAll(() => workshop.close(), 30_000);

  const ring = (commandId: string, stream: string) => workshop.doorbell.ring([{ commandId, stream }]);

  it('is tried again later and later, then becomes an incident; other streams do not wait, its own does; a replay settles it', async () => {
    const notebookId = await workshop.notebook();
    const broken = await workshop.put('add-note', { notebookId, text: UNREADABLE });
    const behind = await workshop.put('add-note', { notebookId, text: 'behind it' });
    const elsewhere = await workshop.put('add-note', { notebookId: await workshop.notebook(), text: 'elsewhere' });
    await ring(broken.id, broken.stream);
    await ring(elsewhere.id, elsewhere.stream);

    const [other] = await workshop.settled([elsewhere.id], 5_000);
    const [failed, after] = await workshop.settled([broken.id, behind.id]);
    expect(other?.status).toBe('succeeded');
    expect(failed).toMatchObject({ status: 'failed', attempts: SETTINGS.attempts, events: [] });
    expect(after?.status).toBe('succeeded');
    expect(String(other?.settledAt) < String(failed?.settledAt)).toBe(true);
    expect(String(failed?.settledAt) < String(after?.settledAt)).toBe(true);
    // At once, not when the reconciler finds its ring too old.
    expect(elapsedMs(String(failed?.settledAt), String(after?.settledAt))).toBeLessThan(5_000);

    expect(faults.map(({ id, attempts }) => [id, attempts])).toEqual([1, 2, 3].map((attempts) => [broken.id, attempts]));
    const waits = faults.slice(1).map(({ at }, index) => at - (faults[index]?.at ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(SETTINGS.backoffMs);
    expect(waits[1]).toBeGreaterThanOrEqual(SETTINGS.backoffMs * 2);
    expect(await incidents(workshop.pool, 10)).toMatchObject([
      { id: broken.id, name: 'add-note', attempts: 3, fault: 'TypeError: The note cannot be read.' },
    ]);

    program.broken = false;
    expect(await replay(workshop.pool, broken.id)).toBe(true);
    expect(await replay(workshop.pool, broken.id)).toBe(false);
    const [settled] = await workshop.settled([broken.id]);
    expect(settled).toMatchObject({ status: 'succeeded', events: [{ type: 'notebook.note-added' }] });
    expect(await incidents(workshop.pool, 10)).toEqual([]);
  }, 60_000);
});
