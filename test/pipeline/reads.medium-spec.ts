import { append, lockWork, type NewEvent, ReadsChanged, loadStreams, transaction, UnitOfWork } from '#event-log';
import { eventually, openWorkshop, type Workshop } from '../support/workshop.js';

/** A decision reads other records too: what it read must hold until it is committed. */
describe('What a decision reads of other records', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await openWorkshop();
  }, 60_000);
  afterAll(() => workshop.close(), 30_000);

  it('is waited for while another one changes it', async () => {
    const [from, to] = [await workshop.notebook(), await workshop.notebook()];
    const stream = `notebooks/${from}`;
    const copy = await workshop.put('copy-notes', { notebookId: to, fromNotebookId: from });
    let answered: Promise<void> | undefined;
    await transaction(workshop.pool, async (client) => {
      await lockWork(client, [stream], [], 1);
      const head = (await loadStreams(client, [stream])).get(stream);
      if (!head) throw new Error('There is no such notebook.');
      const note: NewEvent = {
        type: 'notebook.note-added',
        schemaVersion: 1,
        visibility: 'PUBLIC',
        data: { text: 'late', nth: 1 },
      };
      await append(client, head, [note], {
        source: 'urn:promulgate:test',
        subject: stream,
        occurredAt: copy.acceptedAt,
        actor: 'tester',
        actorRole: 'commission-staff',
        performedBy: 'tester',
        commandId: from,
        correlationId: from,
        causationId: from,
        traceparent: undefined,
      });
      answered = workshop.settler().answer(copy.stream, undefined);
      await eventually(async () => {
        const { rowCount } = await workshop.pool.query(
          'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
        );
        return rowCount === 0 ? undefined : true;
      });
    });
    await answered;
    await workshop.settled([copy.id]);
    const events = (await loadStreams(workshop.pool, [copy.stream])).get(copy.stream)?.events;
    expect(events?.at(-1)?.data).toEqual({ from, notes: 1 });
  });

  it('must be locked for it: reading anything else makes the decision start again', async () => {
    const [locked, other] = [`notebooks/${await workshop.notebook()}`, `notebooks/${await workshop.notebook()}`];
    const unit = new UnitOfWork(workshop.pool, new Set([locked]));
    expect((await unit.get(locked))?.version).toBe(1);
    await expect(unit.get(other)).rejects.toThrow(ReadsChanged);
  });
});
