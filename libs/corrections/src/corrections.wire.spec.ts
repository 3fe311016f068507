import type { FactReader, RecordedEntry } from '#command-queue';
import { correctionLifecycle } from './corrections.wire.js';

const entry: RecordedEntry = {
  type: 'draft.review-note-recorded',
  stream: 'drafts/draft-1',
  actor: 'counsel',
  actorRole: 'city-attorney',
  visibility: 'PRIVILEGED',
  data: { note: 'Privileged' },
};
const factsOf = async (recorded: RecordedEntry | undefined): Promise<unknown> => {
  const read = { entry: () => Promise.resolve(recorded) } as unknown as FactReader;
  return correctionLifecycle.commands['correct-record'].facts?.(read, { position: 7 }, { status: 'none' });
};

describe('What is read of the entry to be corrected', () => {
  it('is who made it, what it says and who may read it', async () => {
    const { type, stream, data } = entry;
    expect(await factsOf(entry)).toEqual({
      entry: { type, stream, role: 'city-attorney', visibility: 'PRIVILEGED', data, correctable: [] },
    });
    expect(await factsOf({ ...entry, visibility: 'PUBLIC' })).toMatchObject({ entry: { visibility: 'PUBLIC' } });
  });

  it('is what of it may be corrected: nothing of an entry that no context of the work has written', async () => {
    const correctable = async (type: string) => factsOf({ ...entry, type });
    expect(await correctable('order.signed')).toMatchObject({ entry: { correctable: ['fileCode'] } });
    expect(await correctable('command.refused')).toMatchObject({ entry: { correctable: [] } });
  });

  it('is nothing where the log has no such entry', async () => {
    expect(await factsOf(undefined)).toEqual({});
  });
});

describe('A correction in the log', () => {
  it('is read by no more people than its entry', () => {
    for (const type of ['correction.proposed', 'correction.declined'] as const) {
      const { visibility } = correctionLifecycle.events[type];
      expect(typeof visibility === 'function' && visibility({ entryVisibility: 'PRIVILEGED' })).toBe('PRIVILEGED');
    }
  });

  it('is proposed by those who make entries, over HTTP', () => {
    const { roles } = correctionLifecycle.commands['correct-record'];
    expect(roles).toContain('labor-relations');
    for (const role of ['oversight', 'public', 'administrator', 'system'] as const) expect(roles).not.toContain(role);
  });
});
