/** A command that the program breaks on: an incident, which holds up no other stream, and ends by somebody's word, which is an entry of the log. */
import { elapsedMs } from '#kernel';
import { DONE, IncidentStage, refusedBy } from '../support/incident-stage.js';
import { program, UNREADABLE } from '../support/notebooks.js';

const SETTINGS = { attempts: 3, backoffMs: 700 };

let stage: IncidentStage;

beforeAll(async () => {
  stage = await IncidentStage.open();
}, 60_000);
beforeEach(async () => {
  await stage.clear();
});
afterAll(() => stage.close(), 30_000);

describe('A command that the program breaks on', () => {
  const faults: { readonly id: string; readonly attempts: number; readonly at: number }[] = [];

  beforeAll(async () => {
    const settler = stage.workshop.settler(SETTINGS, ({ id, attempts }) => faults.push({ id, attempts, at: Date.now() }));
    await stage.workshop.answerWith(settler);
  }, 30_000);

  const ring = (commandId: string, stream: string) => stage.workshop.doorbell.ring([{ commandId, stream }]);

  it('is tried again later and later, then becomes an incident; other streams do not wait, its own does; a replay settles it', async () => {
    const notebookId = await stage.workshop.notebook();
    const broken = await stage.workshop.put('add-note', { notebookId, text: UNREADABLE });
    const behind = await stage.workshop.put('add-note', { notebookId, text: 'behind it' });
    const elsewhere = await stage.workshop.put('add-note', { notebookId: await stage.workshop.notebook(), text: 'elsewhere' });
    await ring(broken.id, broken.stream);
    await ring(elsewhere.id, elsewhere.stream);

    const [other] = await stage.workshop.settled([elsewhere.id], 5_000);
    const [failed, after] = await stage.workshop.settled([broken.id, behind.id]);
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

    const [incident, ...more] = await stage.incidents();
    if (!incident || more.length > 0) throw new Error('There is not one incident.');
    const matter = { kind: 'COMMAND', commandId: broken.id, command: 'add-note', stream: broken.stream };
    const ofIt = { tries: 3, fault: 'TypeError: The note cannot be read.', lastTriedAt: failed?.settledAt, endedAt: null };
    expect(incident).toMatchObject({ ...matter, ...ofIt });
    expect(elapsedMs(incident.beganAt, incident.lastTriedAt)).toBeGreaterThanOrEqual(SETTINGS.backoffMs * 3);

    expect(await stage.step('skip-event', incident)).toEqual(refusedBy('only-events-are-skipped'));
    program.broken = false;
    expect(await stage.step('replay-incident', incident)).toEqual(DONE);
    const [settled] = await stage.workshop.settled([broken.id]);
    expect(settled).toMatchObject({ status: 'succeeded', events: [{ type: 'notebook.note-added' }] });
    expect(await stage.entriesOf(incident)).toEqual([
      { type: 'incident.replayed', actor: 'administrator-1', data: { matter, reason: 'it was mended' } },
    ]);
    expect(await stage.incidents({})).toMatchObject([{ id: incident.id, state: 'REPLAYED' }]);
    for (const name of ['replay-incident', 'close-incident'])
      expect(await stage.step(name, incident)).toEqual(refusedBy('not-in-this-state'));
  }, 60_000);

  it('and breaks on again after a replay is another incident; closed, it stays failed', async () => {
    const notebookId = await stage.workshop.notebook();
    const broken = await stage.workshop.put('add-note', { notebookId, text: UNREADABLE });
    await stage.workshop.pool.query('update commands set attempts = 2 where id = $1', [broken.id]);
    await ring(broken.id, broken.stream);
    const first = await stage.incidentOf('COMMAND');
    expect(await stage.step('replay-incident', first)).toEqual(DONE);
    await stage.workshop.pool.query('update commands set attempts = 2 where id = $1', [broken.id]);
    const second = await stage.incidentOf('COMMAND');
    expect(second.id).not.toBe(first.id);

    expect(await stage.step('close-incident', second)).toEqual(DONE);
    expect(await stage.step('replay-incident', second)).toEqual(refusedBy('not-in-this-state'));
    expect((await stage.incidents({})).map(({ id, state }) => [id, state])).toEqual([
      [first.id, 'REPLAYED'],
      [second.id, 'CLOSED'],
    ]);
    expect((await stage.workshop.settled([broken.id]))[0]?.status).toBe('failed');
  }, 60_000);
});

it('An incident that nobody knows cannot be replayed', async () => {
  const unknown = { id: '019a0000-0000-7000-8000-000000000000' };
  expect(await stage.step('replay-incident', unknown)).toEqual(refusedBy('no-such-record'));
  expect(await stage.entriesOf(unknown)).toEqual([]);
});
