import { losAngeles } from '#jurisdiction';
import { storiesOf } from '#testing';
import type { DraftEvent } from './draft-record.js';
import { draft } from './draft.js';
import { LEGAL_CLEARANCE, REVIEW_MANDATORY } from './draft-rules.js';
import { BASE_NOT_IN_FORCE } from './protocol-rules.js';
import { readinessOf } from './readiness.js';

const { given, stateAfter } = storiesOf(draft);
const opened: DraftEvent = { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Protocol' } };
const saved: DraftEvent = {
  type: 'draft.version-saved',
  data: { number: 1, text: 'text', sections: [], textHash: 'hash 1', baseVersion: 1, author: 'author', changeSummary: 'first' },
};
const ready: DraftEvent[] = [
  opened,
  saved,
  { type: 'draft.submitted', data: { version: 1 } },
  { type: 'draft.approved', data: { version: 1 } },
];
const reviewed = (outcome: 'CLEARED' | 'OBJECTION'): DraftEvent => ({
  type: 'draft.review-recorded',
  data: { track: 'LEGAL', version: 1, textHash: 'hash 1', outcome },
});
const INSIDE = { protocolVersion: 1 };
const codes = (history: readonly DraftEvent[], facts = INSIDE, profile = losAngeles) =>
  readinessOf(stateAfter(...history), profile, facts).obstacles.map(({ refusal }) => refusal.rule.code);

describe('The readiness of a draft', () => {
  it('names the step that leads on', () => {
    const next = (...history: DraftEvent[]) => readinessOf(stateAfter(...history), losAngeles, INSIDE).next;
    expect(next(opened)).toEqual(['save-draft-version']);
    expect(next(opened, saved)).toEqual(['submit-draft']);
    expect(next(...ready.slice(0, 3))).toEqual(['approve-draft']);
    expect(next(...ready)).toEqual(['transmit-draft']);
    expect(next(...ready, { type: 'draft.withdrawn', data: { reason: 'r' } })).toEqual([]);
    expect(next(...ready, { type: 'draft.changes-requested', data: { version: 1, reason: 'r' } })).toEqual([
      'save-draft-version',
    ]);
    const transmitted: DraftEvent = { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } };
    const returned: DraftEvent = { type: 'draft.returned', data: { version: 1, how: 'RECALLED', reason: 'r' } };
    expect(next(...ready, transmitted, returned)).toEqual(['save-draft-version']);
    expect(readinessOf(stateAfter(opened), losAngeles, INSIDE)).toEqual({ next: ['save-draft-version'], obstacles: [] });
  });

  it('names each rule that would refuse the transmittal, and what lifts it', () => {
    expect(codes([...ready, reviewed('CLEARED')])).toEqual([]);
    expect(codes(ready)).toEqual([LEGAL_CLEARANCE.code]);
    expect(codes([...ready, reviewed('OBJECTION')], { protocolVersion: 2 })).toEqual([
      BASE_NOT_IN_FORCE.code,
      LEGAL_CLEARANCE.code,
    ]);
    const strict = { ...losAngeles, mandatoryTracks: ['LABOR', 'PUBLIC_COMMENT'] as const };
    expect(codes([...ready, reviewed('CLEARED')], INSIDE, strict)).toEqual([REVIEW_MANDATORY.code, REVIEW_MANDATORY.code]);
    const scheduled: DraftEvent = {
      type: 'draft.comment-scheduled',
      data: { version: 1, textHash: 'hash 1', opensAt: '2026-03-01T08:00:00.000Z', closesAt: '2026-03-11T07:00:00.000Z' },
    };
    expect(codes([...ready, reviewed('CLEARED'), scheduled], INSIDE, strict)).toEqual([REVIEW_MANDATORY.code]);
    const { obstacles } = readinessOf(stateAfter(...ready), strict, { protocolVersion: 2 });
    for (const { liftedBy } of obstacles) expect(liftedBy.length).toBeGreaterThan(0);
  });

  it('is what the transmittal says', () => {
    for (const history of [ready, [...ready, reviewed('OBJECTION')]]) {
      const [first] = readinessOf(stateAfter(...history), losAngeles, INSIDE).obstacles;
      if (!first) throw new Error('Nothing keeps the text back.');
      given(...history)
        .when({ name: 'transmit-draft', data: {} }, { actor: 'chief', role: 'chief' }, INSIDE)
        .refused(first.refusal.rule);
    }
  });

  it('tells what keeps back no text, but an order or a vote', () => {
    expect(readinessOf(stateAfter(...ready, reviewed('CLEARED')), losAngeles, INSIDE).later).toEqual({
      ...{ labor: 'SETTLED', openConditions: [], publicComment: 'NONE', oig: 'OPEN', accessibility: 'OPEN' },
    });
    const onConditions: DraftEvent = {
      type: 'draft.review-recorded',
      data: {
        ...{ track: 'LEGAL', version: 1, textHash: 'hash 1', outcome: 'CONDITIONS' },
        ...{ conditions: ['Cite the act.'], conditionIds: ['C1'] },
      },
    };
    expect(readinessOf(stateAfter(...ready, onConditions), losAngeles, INSIDE).later?.openConditions).toEqual([
      { id: 'C1', text: 'Cite the act.' },
    ]);
  });
});
