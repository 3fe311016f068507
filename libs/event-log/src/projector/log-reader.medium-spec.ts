import { LOGGED, readLog } from './log-reader.js';
import { RECORDED_AT } from './spec-log.js';
import { mixture, noteId, struck, written, withNotes } from './spec-notes.js';

const spec = withNotes();

describe('reading the log', () => {
  it('gives events in the order of their positions, with what their entries say', async () => {
    await spec.log.append(written(1, 'first'), { ...struck(1, 'typo'), occurredAt: '2026-03-01T08:00:00.000Z' });
    const events = await readLog(spec.log.pool(), 0, 10);
    expect(events.map(({ position, type, version, data }) => [position, type, version, data])).toEqual([
      [1, 'note.written', 1, { text: 'first' }],
      [2, 'note.struck', 2, { reason: 'typo' }],
    ]);
    const [row] = await spec.log.owner<Record<string, string>>(
      'select id, command_id, correlation_id from events where version = 2',
    );
    expect(events[1]).toEqual({
      position: 2,
      id: row?.['id'],
      type: 'note.struck',
      schemaVersion: 1,
      stream: `notes/${noteId(1)}`,
      version: 2,
      subject: `notes/${noteId(1)}`,
      subjectId: noteId(1),
      occurredAt: '2026-03-01T08:00:00.000Z',
      recordedAt: RECORDED_AT,
      actor: 'secretary',
      actorRole: 'board-secretary',
      performedBy: 'chair',
      commandId: row?.['command_id'],
      correlationId: row?.['correlation_id'],
      causationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      visibility: 'PUBLIC',
      data: { reason: 'typo' },
    });
  });

  it('resumes behind a position and stops at a limit', async () => {
    await spec.log.append(...mixture(0, 9));
    const places = async (...args: [number, number, object?]) =>
      (await readLog(spec.log.pool(), ...args)).map(({ position }) => position);
    expect(await places(0, 3)).toEqual([1, 2, 3]);
    expect(await places(3, 3)).toEqual([4, 5, 6]);
    expect(await places(9, 3)).toEqual([]);
    expect(await places(0, 100, { upTo: 4 })).toEqual([1, 2, 3, 4]);
  });

  it('lets through what meets all that is asked', async () => {
    const correlationId = noteId(99);
    await spec.log.append(
      { ...written(1, 'a'), actor: 'author', occurredAt: '2026-03-01T00:00:00.000Z' },
      { ...written(2, 'b'), correlationId, occurredAt: '2026-03-02T00:00:00.000Z' },
      { ...struck(1), occurredAt: '2026-03-03T00:00:00.000Z' },
    );
    const places = async (filter: object) => (await readLog(spec.log.pool(), 0, 10, filter)).map(({ position }) => position);
    expect(await places({ types: ['note.struck', 'note.unknown'] })).toEqual([3]);
    expect(await places({ types: [] })).toEqual([]);
    expect(await places({ subject: `notes/${noteId(1)}` })).toEqual([1, 3]);
    expect(await places({ actor: 'author' })).toEqual([1]);
    expect(await places({ correlationId })).toEqual([2]);
    expect(await places({ from: '2026-03-02T00:00:00.000Z' })).toEqual([2, 3]);
    expect(await places({ before: '2026-03-02T00:00:00.000Z' })).toEqual([1]);
    expect(await places({ subject: `notes/${noteId(1)}`, types: ['note.written'] })).toEqual([1]);
  });

  it('says the same in columns as event by event', async () => {
    await spec.log.append(...mixture(0, 12), { ...written(1, 'other'), type: 'note.other' });
    const columns = await spec.log.owner(LOGGED, [10, ['note.written', 'note.struck']]);
    const events = await readLog(spec.log.pool(), 0, 100, { types: ['note.written', 'note.struck'], upTo: 10 });
    expect(columns).toEqual(
      events.map((event) => ({
        ...{ position: event.position, id: event.id, type: event.type, schema_version: event.schemaVersion },
        ...{ stream: event.stream, version: event.version, subject: event.subject, subject_id: event.subjectId },
        ...{ occurred_at: event.occurredAt, recorded_at: event.recordedAt, actor: event.actor },
        ...{ command_id: event.commandId, correlation_id: event.correlationId, visibility: event.visibility, data: event.data },
      })),
    );
    expect(columns).toHaveLength(10);
  });

  it('gives null for data that was erased', async () => {
    await spec.log.append(written(1, 'private'), struck(1));
    await spec.log.owner('delete from event_data where version = 1');
    expect((await readLog(spec.log.pool(), 0, 10)).map(({ data }) => data)).toEqual([null, { reason: 'error' }]);
  });
});
