import { NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { issuableText } from './board-text.js';
import { draft } from './draft.js';
import type { DraftCommand, DraftEvent } from './draft-record.js';
import {
  EARLY_ACTION_INCOMPLETE,
  NOT_FOUND_OUT_OF_SCOPE,
  NOT_THE_VERSION_UNDER_REVIEW,
  REVIEW_MANDATORY,
  SCOPE_REASON_MISSING,
} from './draft-rules.js';
import { type EarlyAction, IMPASSE_ENDINGS, type LaborGate, type LaborStep, type ScopeFinding } from './labor-track.js';

const { given, stateAfter } = storiesOf(draft);

const inReview: DraftEvent[] = [
  { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'Protocol' } },
  {
    type: 'draft.version-saved',
    data: { number: 1, text: 'text', sections: [], textHash: 'hash 1', baseVersion: 0, author: 'author', changeSummary: 'first' },
  },
  { type: 'draft.submitted', data: { version: 1 } },
];
const ready: DraftEvent[] = [
  ...inReview,
  { type: 'draft.review-recorded', data: { track: 'LEGAL', version: 1, textHash: 'hash 1', outcome: 'CLEARED' } },
  { type: 'draft.approved', data: { version: 1 } },
];
const transmitted: DraftEvent = { type: 'draft.transmitted', data: { version: 1, textHash: 'hash 1', legal: 'CLEARED' } };
const adopted: DraftEvent = { type: 'draft.adopted', data: { version: 1, textHash: 'hash 1', boardActionId: 'action' } };
const atTheVote: DraftEvent[] = [...ready, transmitted];
const changesRequested: DraftEvent = { type: 'draft.changes-requested', data: { version: 1, reason: 'Say when.' } };
const secondSaved: DraftEvent = {
  type: 'draft.version-saved',
  data: { number: 2, text: 'text', sections: [], textHash: 'hash 2', baseVersion: 0, author: 'author', changeSummary: 'second' },
};

type Told<Step> = Step extends unknown ? Omit<Step, 'track' | 'version' | 'textHash'> : never;
const step = (told: Told<LaborStep>): DraftEvent => ({
  type: 'draft.review-progressed',
  data: { track: 'LABOR', version: 1, textHash: 'hash 1', ...told } as LaborStep,
});
const screened = (finding: ScopeFinding, effectsGate = true): DraftEvent =>
  step({
    status: finding === 'EFFECTS_ONLY' ? 'EFFECTS_ONLY' : 'SCREENED',
    ...{ finding, screenedBy: ['relations'], effectsGate },
  });
const noticed = step({ status: 'NOTICE_GIVEN', organizations: ['The union'] });
const consulting = step({ status: 'CONSULTING' });
const concluded = step({ status: 'CONCLUDED' });
const impasse = step({ status: 'IMPASSE' });

const screen = (finding: ScopeFinding, over: { version?: number; reason?: string } = {}): DraftCommand => ({
  name: 'screen-labor',
  data: { version: 1, finding, ...over },
});
const concur: DraftCommand = { name: 'concur-in-labor-scope', data: {} };
const notice: DraftCommand = { name: 'give-labor-notice', data: { organizations: ['The union'] } };
const begin: DraftCommand = { name: 'begin-labor-consultation', data: {} };
const conclude: DraftCommand = { name: 'conclude-labor-consultation', data: {} };
const declare: DraftCommand = { name: 'declare-labor-impasse', data: {} };

const relations = { actor: 'relations', role: 'labor-relations' } as const;
const attorney = { actor: 'attorney', role: 'city-attorney' } as const;
const secretary = { actor: 'secretary', role: 'board-secretary' } as const;
const emergency: EarlyAction = { ground: 'EMERGENCY', meetingId: 'meeting', finding: 'Lives are at risk.' };
const onConditions: EarlyAction = { ground: 'CONDITIONS', meetingId: 'meeting', conditions: ['Take effect after notice.'] };
const early = (action: EarlyAction): DraftEvent => ({ type: 'draft.early-action-recorded', data: action });
const actEarly = (data: EarlyAction): DraftCommand => ({ name: 'record-early-action', data });

const gateAfter = (...history: DraftEvent[]): LaborGate | undefined => issuableText(stateAfter(...history))?.labor;

describe('The screening for labor', () => {
  it('is of the version under review, by somebody who wrote none, and names who made it', () => {
    given(...inReview)
      .when(screen('IN_SCOPE'), { ...relations, onBehalfOf: ['the head'] })
      .then(step({ status: 'SCREENED', finding: 'IN_SCOPE', screenedBy: ['relations', 'the head'], effectsGate: true }));
    given(...inReview)
      .when(screen('IN_SCOPE', { version: 2 }), relations)
      .refused(NOT_THE_VERSION_UNDER_REVIEW);
    given(...inReview)
      .when(screen('IN_SCOPE'), { actor: 'author' })
      .refused(OWN_WORK);
    given(...inReview.slice(0, 2))
      .when(screen('IN_SCOPE'), relations)
      .refused(NOT_IN_THIS_STATE);
  });

  it('holds no field for what nobody has allowed or concurred in', () => {
    const state = stateAfter(...ready, screened('IN_SCOPE'));
    const tracks = 'tracks' in state ? state.tracks : undefined;
    const seen = { version: 1, textHash: 'hash 1' };
    expect(tracks?.labor).toStrictEqual({
      ...{ status: 'SCREENED', ...seen, finding: 'IN_SCOPE', screenedBy: ['relations'], effectsGate: true },
    });
    expect(tracks?.legal).toStrictEqual({ status: 'CLEARED', outcome: 'CLEARED', ...seen, conditions: [], named: 0 });
  });

  it('gives its reason where it finds nothing to confer on', () => {
    given(...inReview)
      .when(screen('NOT_IN_SCOPE'), relations)
      .refused(SCOPE_REASON_MISSING);
    given(...inReview)
      .when(screen('NOT_IN_SCOPE', { reason: 'It restates the law.' }), relations)
      .thenLike({ type: 'draft.review-progressed', data: { status: 'SCREENED', reason: 'It restates the law.' } });
  });

  it('out of scope is concurred in by a city attorney who did not make it', () => {
    given(...inReview, screened('NOT_IN_SCOPE'))
      .when(concur, attorney)
      .then(step({ status: 'NOT_IN_SCOPE' }));
    // It is of the matter, not of the words.
    given(...inReview, screened('NOT_IN_SCOPE'), changesRequested, secondSaved)
      .when(concur, attorney)
      .thenLike({ type: 'draft.review-progressed', data: { track: 'LABOR', status: 'NOT_IN_SCOPE' } });
    given(...inReview, screened('NOT_IN_SCOPE'))
      .when(concur, { actor: 'attorney', onBehalfOf: ['relations'] })
      .refused(OWN_WORK);
    given(...inReview, screened('IN_SCOPE'))
      .when(concur, attorney)
      .refused(NOT_FOUND_OUT_OF_SCOPE);
    for (const history of [[], [screened('EFFECTS_ONLY')]])
      given(...inReview, ...history)
        .when(concur, attorney)
        .refused(NOT_IN_THIS_STATE);
  });

  it('is made again, until notice was given', () => {
    for (const history of [[screened('EFFECTS_ONLY')], [screened('NOT_IN_SCOPE'), step({ status: 'NOT_IN_SCOPE' })]])
      given(...inReview, ...history)
        .when(screen('IN_SCOPE'), relations)
        .thenLike({ type: 'draft.review-progressed' });
    given(...inReview, screened('IN_SCOPE'), noticed)
      .when(screen('IN_SCOPE'), relations)
      .refused(NOT_IN_THIS_STATE);
  });

  it('precedes the transmittal where the profile makes it mandatory', () => {
    const { profile } = contextOf();
    const mandatory = { actor: 'chief', role: 'chief', profile: { ...profile, mandatoryTracks: ['LABOR'] } } as const;
    const transmit: DraftCommand = { name: 'transmit-draft', data: {} };
    given(...ready)
      .when(transmit, mandatory, { protocolVersion: 0 })
      .refused(REVIEW_MANDATORY);
    given(...ready, screened('IN_SCOPE'))
      .when(transmit, mandatory, { protocolVersion: 0 })
      .then(transmitted);
    given(...ready)
      .when(transmit, { ...mandatory, profile: { ...profile, mandatoryTracks: ['PUBLIC_COMMENT'] } }, { protocolVersion: 0 })
      .refused(REVIEW_MANDATORY);
  });
});

describe('Meeting and conferring', () => {
  it('goes from the notice over the consultation to its end, on the version that was screened', () => {
    const [history, steps] = [
      [...inReview, screened('IN_SCOPE')],
      [
        [notice, noticed],
        [begin, consulting],
        [conclude, concluded],
      ] as const,
    ];
    for (const [command, event] of steps) {
      given(...history)
        .when(command, relations)
        .then(event);
      history.push(event);
    }
    given(...history)
      .when(conclude, relations)
      .refused(NOT_IN_THIS_STATE);
  });

  it('comes to an impasse, which ends in one of three ways', () => {
    const history = [...inReview, screened('EFFECTS_ONLY'), noticed, consulting];
    given(...history)
      .when(declare, relations)
      .then(impasse);
    for (const ending of IMPASSE_ENDINGS)
      given(...history, impasse)
        .when({ name: 'resolve-labor-impasse', data: { ending } }, relations)
        .then(step({ status: 'RESOLVED', ending }));
    given(...history, impasse)
      .when(conclude, relations)
      .refused(NOT_IN_THIS_STATE);
  });

  it('takes its steps in their order', () => {
    for (const command of [notice, begin, conclude, declare])
      given(...inReview)
        .when(command, relations)
        .refused(NOT_IN_THIS_STATE);
    given(...inReview, screened('IN_SCOPE'))
      .when(begin, relations)
      .refused(NOT_IN_THIS_STATE);
  });

  it('goes on while the author writes the next version, and after the vote', () => {
    for (const history of [
      [...inReview, screened('IN_SCOPE'), changesRequested, secondSaved],
      [...atTheVote, screened('IN_SCOPE'), adopted],
    ])
      given(...history)
        .when(notice, relations)
        .then(noticed);
  });
});

describe('Action before labor is concluded', () => {
  it('is on conditions that the Board names, or in an emergency that it finds', () => {
    for (const action of [emergency, onConditions])
      given(...atTheVote, screened('IN_SCOPE'))
        .when(actEarly(action), secretary)
        .then(early(action));
    for (const incomplete of [
      { ground: 'CONDITIONS', meetingId: 'meeting' },
      { ground: 'CONDITIONS', meetingId: 'meeting', conditions: [] },
      { ground: 'EMERGENCY', meetingId: 'meeting' },
      { ...emergency, conditions: ['And more.'] },
      { ...onConditions, finding: 'And more.' },
    ] as const)
      given(...atTheVote, screened('IN_SCOPE'))
        .when(actEarly(incomplete), secretary)
        .refused(EARLY_ACTION_INCOMPLETE);
  });

  it('is of a track that is not settled', () => {
    given(...atTheVote, screened('IN_SCOPE'), noticed, consulting, concluded)
      .when(actEarly(emergency), secretary)
      .refused(NOT_IN_THIS_STATE);
  });

  it('leaves the notice owed: it is given after the adoption in an emergency', () => {
    const history = [...atTheVote, early(emergency), adopted];
    expect(gateAfter(...history)).toBe('PERMITTED');
    given(...history)
      .when(screen('IN_SCOPE'), relations)
      .thenLike({ type: 'draft.review-progressed' });
    given(...history, screened('IN_SCOPE'))
      .when(notice, relations)
      .then(noticed);
    expect(gateAfter(...history, screened('IN_SCOPE'), noticed)).toBe('PERMITTED');
  });
});

describe('What labor means for an order', () => {
  const after = (...steps: DraftEvent[]) => gateAfter(...atTheVote, ...steps, adopted);

  it('is nothing where it is settled, or no screening was owed', () => {
    expect(after()).toBe('SETTLED');
    expect(after(screened('NOT_IN_SCOPE'), step({ status: 'NOT_IN_SCOPE' }))).toBe('SETTLED');
    expect(after(screened('IN_SCOPE'), noticed, consulting, concluded)).toBe('SETTLED');
    expect(after(screened('IN_SCOPE'), noticed, consulting, impasse, step({ status: 'RESOLVED', ending: 'AGREED' }))).toBe(
      'SETTLED',
    );
  });

  it('keeps it back while the track is open', () => {
    for (const steps of [
      [screened('NOT_IN_SCOPE')],
      [screened('IN_SCOPE')],
      [screened('IN_SCOPE'), noticed],
      [screened('IN_SCOPE'), noticed, consulting],
      [screened('IN_SCOPE'), noticed, consulting, impasse],
    ])
      expect(after(...steps)).toBe('OPEN');
  });

  it('is open anew where it was reopened, whatever was settled or allowed on the text of before', () => {
    const reopened: DraftEvent = {
      type: 'draft.review-reopened',
      data: { track: 'LABOR', version: 2, textHash: 'hash 2', reason: 'A new section.' },
    };
    expect(after(screened('IN_SCOPE'), noticed, consulting, concluded, reopened)).toBe('OPEN');
    expect(after(screened('IN_SCOPE'), noticed, early(emergency), reopened)).toBe('OPEN');
  });

  it('is for effects alone as the profile had it at the screening', () => {
    expect(after(screened('EFFECTS_ONLY'))).toBe('OPEN');
    expect(after(screened('EFFECTS_ONLY', false))).toBe('SETTLED');
    expect(after(screened('IN_SCOPE', false))).toBe('OPEN');
    const { profile } = contextOf();
    given(...inReview)
      .when(screen('EFFECTS_ONLY'), { ...relations, profile: { ...profile, laborEffects: 'warn' } })
      .thenLike({ type: 'draft.review-progressed', data: { effectsGate: false } });
  });
});
