/** What recommendations, directions, undertakings and steps of other bodies wait for. */
import type { DirectionView, ExternalStepView, RecommendationView, UndertakingView } from '#follow-ups';
import { ENDED, type Machine, type Waiting } from './waiting.js';

/** Who answers for whom it is made to. */
const ADDRESSEE = `case r.addressee when 'DEPARTMENT' then 'chief' else 'commission-staff' end`;

const recommendations: Waiting<RecommendationView['status']> = {
  OPEN: [{ command: 'respond-to-recommendation', role: ADDRESSEE }],
  ACCEPTED: [{ command: 'report-implementation', role: ADDRESSEE }],
  REJECTED: 'The answer stands until another one is given.',
  IMPLEMENTED: [{ command: 'verify-implementation', or: ['return-implementation'], notBy: 'r.reporters' }],
  VERIFIED: ENDED,
  WITHDRAWN: ENDED,
};

const directions: Waiting<DirectionView['status']> = {
  OPEN: [{ command: 'record-direction-followed', or: ['set-direction-aside'] }],
  FOLLOWED: ENDED,
  SET_ASIDE: ENDED,
};

const undertakings: Waiting<UndertakingView['status']> = {
  OPEN: [{ command: 'record-undertaking-kept', roles: ['chief', 'commission-staff'], due: { clock: `'undertaking-due'` } }],
  KEPT: ENDED,
  RELEASED: ENDED,
};

const externalSteps: Waiting<ExternalStepView['status']> = {
  UNVERIFIED: [
    { command: 'add-step-evidence', if: 'jsonb_array_length(r.evidence) = 0' },
    { command: 'verify-external-step', if: 'jsonb_array_length(r.evidence) > 0', notBy: 'r.recorders' },
  ],
  VERIFIED: ENDED,
  WITHDRAWN: ENDED,
};

export const MACHINES_OF_FOLLOW_UPS: readonly Machine[] = [
  {
    record: 'recommendations',
    from: 'recommendations r',
    state: 'r.status',
    label: 'left(r.text, 200)',
    waiting: recommendations,
  },
  { record: 'directions', from: 'directions r', state: 'r.status', label: 'left(r.text, 200)', waiting: directions },
  { record: 'undertakings', from: 'undertakings r', state: 'r.status', label: 'left(r.text, 200)', waiting: undertakings },
  {
    record: 'external-steps',
    from: 'external_steps r',
    state: 'r.status',
    label: `r.body || ', ' || r.done_on || ': ' || left(r.act, 200)`,
    waiting: externalSteps,
  },
];
