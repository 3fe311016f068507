import { Catalog } from '#command-queue';
import { append, defineProjection, loadStreams, newId, sql } from '#event-log';
import { openWorkshop, type Workshop } from '../support/workshop.js';
import { notebookLifecycle, notebooks, type NotebookEvent } from '../support/notebooks.js';

/** What is stored stays as it is: an event of an old form is brought to the present one where it is read. */
describe('An event that was stored in an earlier form', () => {
  let workshop: Workshop;
  let id: string;

  beforeAll(async () => {
    workshop = await openWorkshop();
    id = newId();
    const head = { id: `notebooks/${id}`, version: 0, lastEntryHash: undefined };
    const old = { type: 'notebook.opened', schemaVersion: 1, visibility: 'PUBLIC', data: { pages: 1 } } as const;
    await append(workshop.pool, head, [old], {
      ...{ source: 'urn:promulgate:test', subject: head.id, occurredAt: new Date().toISOString() },
      ...{ actor: 'tester', actorRole: 'commission-staff', performedBy: 'tester', traceparent: undefined },
      ...{ commandId: id, correlationId: id, causationId: id },
    });
  }, 60_000);
  afterAll(() => workshop.close(), 30_000);

  it('is decided on as if it had the present one, and stays stored as it was', async () => {
    await workshop.perform('add-note', { notebookId: id, text: 'first' });
    const refused = await workshop.perform('add-note', { notebookId: id, text: 'second' });
    const [report] = await workshop.settled([refused.id]);
    expect(report?.rejection?.code).toBe('no-room');
    const events = (await loadStreams(workshop.pool, [`notebooks/${id}`])).get(`notebooks/${id}`)?.events;
    expect(events?.[0]).toEqual({ type: 'notebook.opened', schemaVersion: 1, data: { pages: 1 } });
  });

  it('is read in the present one where another decision asks for it', async () => {
    const copy = await workshop.perform('copy-notes', { notebookId: await workshop.notebook(), fromNotebookId: id });
    const [report] = await workshop.settled([copy.id]);
    expect(report?.status).toBe('succeeded');
  });

  it('is handed to a view in the present one', () => {
    const rooms = defineProjection<NotebookEvent>({
      ...{ name: 'rooms', version: 1, entities: [] },
      on: { 'notebook.opened': ({ data }) => sql`insert into rooms values (${data.room})` },
    });
    const event = { type: 'notebook.opened', schemaVersion: 1, data: { pages: 7 } };
    expect(notebooks.lifted(rooms).on['notebook.opened']?.(event as never)).toMatchObject({ values: [7] });
  });

  it('keeps a program that knows no such form from reading it', () => {
    const event = { type: 'notebook.opened', schemaVersion: 3, data: {} };
    expect(() => notebooks.lift(event)).toThrow('it is older than the log');
  });

  it('must have a way to the present form: a catalog without one is refused', () => {
    const events = { ...notebookLifecycle.events, 'notebook.opened': { schemaVersion: 3, visibility: 'PUBLIC' as const } };
    expect(() => new Catalog([{ ...notebookLifecycle, events }])).toThrow('is stored in version 3 and has 0 lifts');
  });

  it('that was erased stays so', () => {
    expect(notebooks.lift({ type: 'notebook.opened', schemaVersion: 1, data: null })).toBeNull();
  });
});
