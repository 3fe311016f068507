/** What protocols, drafts, their reviews and the comments on them wait for. */
import type { DraftView, ProtocolVersionView, ProtocolView, ReviewCommentView } from '#protocols';
import { type Awaited, ENDED, isOnNoAgenda, type Machine, type Waiting } from './waiting.js';

const AUTHORS = `(select array_agg(v.author) from draft_versions v where v.draft_id = r.id)`;

const protocols: Waiting<ProtocolView['status']> = {
  REGISTERED: 'A draft is opened when somebody wants a text.',
  IN_FORCE: 'It is in force; a draft is opened when somebody wants another text.',
  RESCINDED: 'It is no longer in force; a draft may be opened on it.',
  EXPIRED: 'Its pilot is over; a draft may be opened on it.',
};
const versions: Waiting<ProtocolVersionView['status']> = {
  EFFECTIVE: 'It is in force.',
  SUPERSEDED: ENDED,
  RESCINDED: ENDED,
  EXPIRED: ENDED,
};

/** From its adoption, or its issue, until a signed order or an action of the Board has put it in force. */
const ORDERED: readonly Awaited[] = [
  {
    command: 'reserve-order-number',
    on: 'orders',
    or: ['open-order'],
    if: `not exists (select from protocol_versions v where v.draft_id = r.id)
         and not exists (select from orders o where o.changes @> jsonb_build_array(jsonb_build_object('draftId', r.id)))`,
  },
];
const SAVE: Awaited = { command: 'save-draft-version' };
/** The Board adopted it with an amendment from the floor. */
const AMENDED = 'r.board_action_id is not null';

const drafts: Waiting<DraftView['status']> = {
  AUTHORING: [
    { ...SAVE, if: 'r.current_version is null' },
    { command: 'submit-draft', if: 'r.current_version is not null' },
  ],
  IN_REVIEW: [{ command: 'approve-draft', or: ['request-changes'], notBy: AUTHORS }],
  CHANGES_REQUESTED: [SAVE],
  READY: [
    {
      command: 'transmit-draft',
      or: ['request-changes', 'issue-without-board'],
      roles: ['chief'],
      notBy: AUTHORS,
      if: `r.origin = 'DEPARTMENT'`,
    },
    {
      command: 'transmit-draft',
      or: ['request-changes'],
      roles: ['commission-staff'],
      notBy: AUTHORS,
      if: `r.origin <> 'DEPARTMENT'`,
    },
  ],
  TRANSMITTED: [
    {
      command: 'place-item',
      on: 'meetings',
      roles: ['commission-staff'],
      notedBy: 'note-draft-posted',
      if: `not (${AMENDED}) and ${isOnNoAgenda('draft_id')}`,
    },
    { command: 'attach-conformed-text', if: `${AMENDED} and r.current_version = r.submitted_version` },
    { command: 'certify-conformed-text', if: `${AMENDED} and r.current_version <> r.submitted_version`, notBy: AUTHORS },
  ],
  RETURNED: [{ ...SAVE, or: ['submit-draft'] }],
  ADOPTED: ORDERED,
  CHIEF_ISSUED: ORDERED,
  NOT_ADOPTED: ENDED,
  WITHDRAWN: ENDED,
};

type Tracks = DraftView['tracks'];
/** A text that is sent back is not reviewed before its next version is submitted. */
const UNDER_REVIEW = ['IN_REVIEW', 'READY'];
const UP_TO_THE_VOTE = [...UNDER_REVIEW, 'TRANSMITTED'];
const SEEN = 'The version that it saw has been reviewed.';

const dueOf = (track: string) => ({ clock: `'review-due:${track}'` });
const LEGAL: Awaited = { command: 'record-legal-review', while: UNDER_REVIEW, notBy: AUTHORS, due: dueOf('legal') };
const legal: Waiting<Tracks['legal']['status']> = {
  OPEN: [LEGAL],
  STALE: [{ ...LEGAL, or: ['certify-non-substantive'] }],
  CONDITIONS: [
    {
      command: 'record-legal-condition-met',
      if: `jsonb_path_exists(r.tracks, '$.legal.conditions[*] ? (@.metAt == null)')`,
      notBy: AUTHORS,
    },
  ],
  CLEARED: SEEN,
  OBJECTION: 'Counsel objects: the author writes another version, or counsel reviews this one again.',
};

const oig: Waiting<Tracks['oig']['status']> = {
  OPEN: [{ command: 'record-oig-review', while: UP_TO_THE_VOTE, notBy: AUTHORS, due: dueOf('oig') }],
  COMMENTED: SEEN,
  NO_COMMENT: SEEN,
};

const OUT_OF_SCOPE = `r.tracks #>> '{labor,finding}' = 'NOT_IN_SCOPE'`;
const labor: Waiting<Tracks['labor']['status']> = {
  UNSCREENED: [{ command: 'screen-labor', while: UP_TO_THE_VOTE, notBy: AUTHORS, due: dueOf('labor') }],
  SCREENED: [
    { command: 'concur-in-labor-scope', if: OUT_OF_SCOPE },
    { command: 'give-labor-notice', if: `(${OUT_OF_SCOPE}) is not true` },
  ],
  EFFECTS_ONLY: [{ command: 'give-labor-notice' }],
  NOTICE_GIVEN: [{ command: 'begin-labor-consultation' }],
  CONSULTING: [{ command: 'conclude-labor-consultation', or: ['declare-labor-impasse'] }],
  IMPASSE: [{ command: 'resolve-labor-impasse' }],
  NOT_IN_SCOPE: 'There is nothing to confer on.',
  CONCLUDED: ENDED,
  RESOLVED: ENDED,
};

const comment: Waiting<Tracks['comment']['status']> = {
  NONE: [
    {
      command: 'schedule-public-comment',
      ifRules: ({ mandatoryTracks }) => mandatoryTracks.includes('PUBLIC_COMMENT'),
      while: UNDER_REVIEW,
    },
  ],
  SCHEDULED: 'Its clock opens it.',
  OPEN: 'The public comments, until its clock closes it.',
  CLOSED: [{ command: 'summarise-public-comment' }],
  SUMMARISED: ENDED,
};

const ACCESSIBLE: readonly Awaited[] = [
  {
    command: 'record-accessibility-review',
    while: [...UP_TO_THE_VOTE, 'ADOPTED', 'CHIEF_ISSUED'],
    notBy: AUTHORS,
    due: dueOf('accessibility'),
  },
];
const accessibility: Waiting<Tracks['accessibility']['status']> = { OPEN: ACCESSIBLE, STALE: ACCESSIBLE, PASSED: SEEN };

const comments: Waiting<ReviewCommentView['status']> = {
  RECEIVED: [
    {
      command: 'respond-to-comment',
      roles: ['policy-author'],
      notBy: `(select array_agg(each) from jsonb_array_elements_text(r.by) each)`,
    },
  ],
  ANSWERED: 'It is answered; another answer may follow.',
};

const track = (part: string, key: keyof Tracks, waiting: Waiting<string>): Machine => ({
  ...{ record: 'drafts', part, from: 'drafts r', label: 'r.title', waiting },
  state: `r.tracks #>> '{${key},status}'`,
  recordState: 'r.status',
});

export const MACHINES_OF_DRAFTS: readonly Machine[] = [
  {
    record: 'protocols',
    from: 'protocols r',
    state: 'r.status',
    label: `r.identifier || ', ' || r.title`,
    waiting: protocols,
  },
  {
    record: 'protocols',
    part: 'ProtocolVersion',
    from: 'protocols r join protocol_versions p on p.protocol_id = r.id',
    state: 'p.status',
    recordState: 'r.status',
    label: `r.identifier || ', ' || r.title`,
    number: 'p.number',
    waiting: versions,
  },
  { record: 'drafts', from: 'drafts r', state: 'r.status', label: 'r.title', waiting: drafts },
  track('LEGAL', 'legal', legal),
  track('OIG', 'oig', oig),
  track('LABOR', 'labor', labor),
  track('PUBLIC_COMMENT', 'comment', comment),
  track('ACCESSIBILITY', 'accessibility', accessibility),
  {
    record: 'comments',
    from: 'review_comments r join drafts d on d.id = r.draft_id',
    state: 'r.status',
    label: `'Comment on ' || d.title`,
    waiting: comments,
  },
];
