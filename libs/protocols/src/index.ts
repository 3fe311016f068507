export { protocol } from './domain/protocol.js';
export {
  type Protocol,
  type ProtocolEvent,
  sectionIdsOf,
  standingToCome,
  type VersionStatus,
  versionInForce,
} from './domain/protocol-record.js';
export { draft, versionOfDraft } from './domain/draft.js';
export type { Draft, DraftEvent } from './domain/draft-record.js';
export {
  type IssuableText,
  issuableText,
  awaitsConformedText,
  type TextBeforeBoard,
  textBeforeBoard,
} from './domain/board-text.js';
export { textHashOf } from './text-hash.js';
export { protocolLifecycle } from './protocols.wire.js';
export { draftLifecycle, factsOfText } from './drafts.wire.js';
export { protocolsView, ProtocolVersionView, ProtocolView } from './projections/protocols.js';
export { draftsView, DraftVersionView, DraftView } from './projections/drafts.js';
export { resumed, suspended } from './projections/suspensions.js';
export { cites, touchesProtocol } from './projections/citing.js';
export { redline, redlineBySection, type RedlinePart, type SectionRedline } from './projections/redline.js';
export { SECTION_CHANGES } from './domain/compared-sections.js';
export { whenADraftOpensOnARequest } from './reactions/when-a-draft-opens-on-a-request.js';
export { whenADraftOnARequestIsTransmitted } from './reactions/when-a-draft-on-a-request-is-transmitted.js';
export { ProtocolsModule } from './protocols.module.js';
export { type Readiness, readinessOf } from './domain/readiness.js';
export { anchoring, type Place } from './domain/anchors.js';
export type { ReviewCommentEvent } from './domain/review-comment.js';
export { bodyOf, type Section, sectionsOf, sectionsThrough } from './domain/sections.js';
export type { DividedText, SectionMark } from './domain/divided-text.js';
export { commentLifecycle } from './comments.wire.js';
export { commentsView, ReviewCommentView } from './projections/comments.js';
