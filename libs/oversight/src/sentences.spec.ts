import { catalog } from '#commission';
import { REFUSED } from '#command-queue';
import type { LoggedEvent } from '#event-log';
import { traceView } from './projections/trace.js';
import { SENTENCES, sentencesOf } from './sentences.js';

const TYPES = [...catalog.eventSpecs.keys(), REFUSED.type].sort();

it('Every kind of entry has a sentence, and nothing else has', () => {
  expect(Object.keys(SENTENCES).sort()).toEqual(TYPES);
});

it('Every kind of entry is on the timeline', () => {
  expect(Object.keys(traceView.on).sort()).toEqual(TYPES);
});

it.each(TYPES)('The plain sentence of %s names no value and ends like a sentence', (type) => {
  expect(SENTENCES[type as keyof typeof SENTENCES].plain).toMatch(/^[A-Z][^0-9{}$]+\.$/);
});

describe('Who may not read an entry’s data is told no more than its envelope', () => {
  const hold = { authorityId: 'a', scope: 'federal officers', releaseCondition: 'the stay is lifted' };
  const saying = (type: string, visibility: LoggedEvent['visibility'], data: unknown) => sentencesOf({ type, visibility, data });

  it('of what is public: the full sentence to everybody', () => {
    const { full, plain } = saying('provision.assigned', 'PUBLIC', { department: 'Harbor' });
    expect([full, plain]).toEqual(Array(2).fill('The provision was assigned to Harbor.'));
  });

  it('of what is internal: the full sentence inside, the plain one to everybody', () => {
    const { full, plain } = saying('provision.paused', 'INTERNAL', hold);
    expect(full).toContain('federal officers');
    expect(plain).toBe('Work on the provision paused.');
  });

  it('of what is privileged: the plain sentence to all', () => {
    const data = { position: 7, field: '/note', was: 'secret', is: 'other', entryVisibility: 'PRIVILEGED' };
    const { full, plain } = saying('correction.proposed', 'PRIVILEGED', data);
    expect([full, plain]).toEqual(Array(2).fill('A correction of an entry was proposed.'));
  });
});

it('A privileged note comes into no row of the trace', () => {
  const event = {
    ...{ position: 9, id: 'e', type: 'draft.review-note-recorded', schemaVersion: 1, stream: 'drafts/d', version: 4 },
    ...{ subject: 'drafts/d', subjectId: 'd', occurredAt: '2026-03-04T18:00:00.000Z', recordedAt: '2026-03-04T18:00:00.000Z' },
    ...{ actor: 'city-attorney', actorRole: 'city-attorney', performedBy: 'city-attorney', visibility: 'PRIVILEGED' },
    ...{ data: { version: 2, textHash: 'aa', note: 'weigh the risk' } },
  };
  const statements = [traceView.on['draft.review-note-recorded']?.(event as never) ?? []].flat();
  expect(statements.length).toBeGreaterThan(1);
  expect(JSON.stringify(statements)).not.toContain('weigh the risk');
});
