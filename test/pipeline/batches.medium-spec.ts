import { acceptAll, type IncomingCommand, type LedgerCommand, loadStreams, newId, transaction } from '#event-log';
import { UNREADABLE } from '../support/notebooks.js';
import { openWorkshop, type Workshop } from '../support/workshop.js';

/** What settles several commands in one transaction must leave what one transaction each would have left. */
describe('Commands that are settled together', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await openWorkshop();
  }, 60_000);
  afterAll(() => workshop.close(), 30_000);

  /** Answers for the streams of these commands in one turn of the event loop, so that they make one batch. */
  async function answerTogether(rows: readonly LedgerCommand[], faults: string[] = []): Promise<void> {
    const settler = workshop.settler({ attempts: 5, backoffMs: 60_000 }, ({ id }) => faults.push(id));
    await Promise.all([...new Set(rows.map(({ stream }) => stream))].map((stream) => settler.answer(stream, undefined)));
  }

  const statusesOf = async (rows: readonly LedgerCommand[]) =>
    (await workshop.settled(rows.map(({ id }) => id))).map(({ status, rejection }) => rejection?.code ?? status);

  const eventsOf = async (notebookId: string) =>
    (await loadStreams(workshop.pool, [`notebooks/${notebookId}`]))
      .get(`notebooks/${notebookId}`)
      ?.events.map(({ data }) => data);

  it('are written by one transaction', async () => {
    const notebooks = await Promise.all(Array.from({ length: 8 }, () => workshop.notebook()));
    const rows: LedgerCommand[] = [];
    for (const notebookId of notebooks) rows.push(await workshop.put('add-note', { notebookId, text: 'note' }));
    await answerTogether(rows);
    expect(await statusesOf(rows)).toEqual(rows.map(() => 'succeeded'));
    const { rows: transactions } = await workshop.pool.query(
      'select distinct xmin::text from events where command_id = any ($1)',
      [rows.map(({ id }) => id)],
    );
    expect(transactions).toHaveLength(1);
  });

  it('on one record are decided in the order of the ledger, each on what the ones before it did', async () => {
    const notebookId = await workshop.notebook(2);
    const rows: LedgerCommand[] = [];
    for (const text of ['first', 'second', 'third']) rows.push(await workshop.put('add-note', { notebookId, text }));
    await answerTogether(rows);
    expect(await statusesOf(rows)).toEqual(['succeeded', 'succeeded', 'no-room']);
    expect((await eventsOf(notebookId))?.slice(1)).toEqual([
      { text: 'first', nth: 1 },
      { text: 'second', nth: 2 },
    ]);
  });

  it('read of other records what was decided on them before', async () => {
    const [from, to] = [await workshop.notebook(), await workshop.notebook()];
    const rows = [
      await workshop.put('add-note', { notebookId: from, text: 'one' }),
      await workshop.put('copy-notes', { notebookId: to, fromNotebookId: from }),
      await workshop.put('add-note', { notebookId: from, text: 'two' }),
      await workshop.put('copy-notes', { notebookId: to, fromNotebookId: from }),
    ];
    await answerTogether(rows);
    expect(await statusesOf(rows)).toEqual(rows.map(() => 'succeeded'));
    expect((await eventsOf(to))?.slice(1)).toEqual([
      { from, notes: 1 },
      { from, notes: 2 },
    ]);
  });

  it('that want the same key get it once: the second is refused, by its rule', async () => {
    const rows: LedgerCommand[] = [];
    for (const notebookId of [await workshop.notebook(), await workshop.notebook()])
      rows.push(await workshop.put('title-notebook', { notebookId, title: 'Minutes' }));
    await answerTogether(rows);
    expect(await statusesOf(rows)).toEqual(['succeeded', 'title-taken']);
  });

  it('are settled all the same where one of them breaks: it alone is put off, and holds back its record alone', async () => {
    const [broken, sound] = [await workshop.notebook(), await workshop.notebook()];
    const poison = await workshop.put('add-note', { notebookId: broken, text: UNREADABLE });
    const behind = await workshop.put('add-note', { notebookId: broken, text: 'behind' });
    const others = [
      await workshop.put('add-note', { notebookId: sound, text: 'one' }),
      await workshop.put('add-note', { notebookId: sound, text: 'two' }),
    ];
    const faults: string[] = [];
    await answerTogether([poison, ...others], faults);
    expect(await statusesOf(others)).toEqual(['succeeded', 'succeeded']);
    expect(faults).toEqual([poison.id]);
    await answerTogether([behind], faults);
    const { rows } = await workshop.pool.query('select id, status, attempts from commands where id = any ($1) order by seq', [
      [poison.id, behind.id],
    ]);
    expect(rows).toEqual([
      { id: poison.id, status: 0, attempts: 1 },
      { id: behind.id, status: 0, attempts: 0 },
    ]);
    expect(faults).toEqual([poison.id]);
  });

  it('are all of them settled, however many wait on one record', async () => {
    const notebookId = await workshop.notebook();
    const rows: LedgerCommand[] = [];
    for (let nth = 1; nth <= 130; nth++) rows.push(await workshop.put('add-note', { notebookId, text: `note ${nth}` }));
    await answerTogether(rows);
    expect(await statusesOf(rows)).toEqual(rows.map(() => 'succeeded'));
    const notes = (await eventsOf(notebookId))?.slice(1) as { nth: number }[];
    expect(notes.map(({ nth }) => nth)).toEqual(rows.map((_, index) => index + 1));
  });
});

describe('Commands that are accepted together', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await openWorkshop();
  }, 60_000);
  afterAll(() => workshop.close(), 30_000);

  function incoming(key: string | undefined, content: string, actor = 'tester'): IncomingCommand {
    const id = newId();
    return {
      id,
      name: 'open-notebook',
      stream: `notebooks/${newId()}`,
      creates: true,
      body: { room: 1 },
      actor,
      role: 'commission-staff',
      performedBy: actor,
      idempotencyKey: key,
      fingerprint: key === undefined ? undefined : Buffer.from(content),
      correlationId: id,
      causationId: id,
    };
  }

  it('are each answered for themselves: new, sent again, with other content, and with the reply lost', async () => {
    const earlier = incoming('k1', 'a');
    await acceptAll(workshop.pool, [earlier], undefined);
    const [again, other, fresh, twin, keyless] = [
      incoming('k1', 'a'),
      incoming('k1', 'b'),
      incoming('k2', 'c'),
      incoming('k2', 'c'),
      incoming(undefined, ''),
    ];
    const answers = await acceptAll(workshop.pool, [again, other, fresh, twin, keyless, earlier], undefined);
    expect(answers.map(({ outcome, id }) => [outcome, id])).toEqual([
      ['replayed', earlier.id],
      ['key-reused', earlier.id],
      ['accepted', fresh.id],
      ['replayed', fresh.id],
      ['accepted', keyless.id],
      ['accepted', earlier.id],
    ]);
    const { rows } = await workshop.pool.query('select count(*)::int as count from commands');
    expect(rows).toEqual([{ count: 3 }]);
  });

  it('by the system are accepted no earlier than what they follow from, also where the clock was put back', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    const commands: IncomingCommand[] = [
      { ...incoming(undefined, ''), role: 'system', occurredAt: later },
      { ...incoming(undefined, ''), occurredAt: later },
    ];
    const answers = await acceptAll(workshop.pool, commands, undefined);
    expect(answers.map((answer) => 'acceptedAt' in answer && answer.acceptedAt >= later)).toEqual([true, false]);
  });

  it('by two writers with the same keys, in whatever order they came, never wait for each other in a ring', async () => {
    for (let round = 0; round < 20; round++) {
      const keys = Array.from({ length: 20 }, (_, nth) => `round ${round} key ${nth}`);
      const [one, two] = [keys.map((key) => incoming(key, key)), keys.map((key) => incoming(key, key)).reverse()];
      const answers = await Promise.all(
        [one, two].map((commands) => transaction(workshop.pool, (client) => acceptAll(client, commands, undefined))),
      );
      const accepted = answers.flat().filter(({ outcome }) => outcome === 'accepted');
      expect(accepted).toHaveLength(keys.length);
    }
  });
});
