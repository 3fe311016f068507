import type { FactReader, RecordedEntry } from '#command-queue';
import { correctionLifecycle } from './corrections.wire.js';

const entry: RecordedEntry = {
  position: 7,
  type: 'draft.review-note-recorded',
  stream: 'drafts/draft-1',
  subject: 'drafts/draft-1',
  actor: 'counsel',
  people: ['counsel'],
  erasable: false,
  erased: false,
  actorRole: 'city-attorney',
  visibility: 'PRIVILEGED',
  data: { note: 'Privileged' },
};
const factsOf = async (recorded: RecordedEntry | undefined, field = '/note'): Promise<unknown> => {
  const read = { entry: () => Promise.resolve(recorded) } as unknown as FactReader;
  return correctionLifecycle.commands['correct-record'].facts?.(read, { position: 7, field }, { status: 'none' });
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
    expect(await correctable('order.signed')).toMatchObject({ entry: { correctable: ['fileCode', 'effectiveAt'] } });
    expect(await correctable('command.refused')).toMatchObject({ entry: { correctable: [] } });
  });

  it('is whose vote it would change', async () => {
    const data = { items: ['3A'], votes: [{ member: 'dee', vote: 'AYE' }], votedAt: '2026-03-10T17:00:00.000Z' };
    const rollCall = { ...entry, type: 'meeting.roll-call-recorded', stream: 'meetings/meeting-1', data };
    expect(await factsOf(rollCall, '/votes/0/vote')).toMatchObject({
      entry: {
        vote: { meetingId: 'meeting-1', items: ['3A'], votedAt: data.votedAt, member: 'dee', choices: ['AYE', 'NO', 'ABSTAIN'] },
      },
    });
    for (const field of ['/votes/1/vote', '/votes/0/member', '/ayes'])
      expect(await factsOf(rollCall, field)).not.toHaveProperty('entry.vote');
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
