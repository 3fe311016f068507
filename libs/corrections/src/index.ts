export { assertion, type AssertionEvent } from './domain/assertion.js';
export { assertionLifecycle } from './assertions.wire.js';
export { assertionsView, AssertionView } from './projections/assertions.js';
export { correction, type Correction, type CorrectionEvent, type CorrectionVisibility } from './domain/correction.js';
export { correctionLifecycle } from './corrections.wire.js';
export { correctionsView, CorrectionView } from './projections/corrections.js';
export { whenTheCorrectionOfAVoteIsConfirmedCountItAnew } from './reactions/when-the-correction-of-a-vote-is-confirmed-count-it-anew.js';
export { CorrectionsModule } from './corrections.module.js';
export { CORRECTABLE } from './correctable.js';
