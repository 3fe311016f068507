import { ANONYMOUS, NO_SUCH_RECORD, NO_SUCH_SECTION, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { fold } from '#kernel';
import { storiesOf } from '#testing';
import type { Anchor } from './anchors.js';
import { type CommentedDraft, commentedDraft } from './commented-draft.js';
import type { DraftEvent, VersionSaved } from './draft-record.js';
import {
  type CommentAnswered,
  COMMENT_NOT_OPENED,
  type CommentOnDraft,
  type CommentReceived,
  DRAFT_ENDED,
  ENTERED_FOR_THE_PUBLIC,
  NOT_QUOTED_FROM_THE_VERSION,
  type RespondToComment,
  RESPONSE_INCOMPLETE,
  reviewComment,
} from './review-comment.js';

const { given, stateAfter } = storiesOf(reviewComment);

const saved = (number: number): VersionSaved => ({
  type: 'draft.version-saved',
  data: {
    number,
    text: `Text ${number}.`,
    sections: [],
    textHash: `hash ${number}`,
    baseVersion: 0,
    author: 'author',
    changeSummary: 'new',
  },
});
const opened: DraftEvent = { type: 'draft.opened', data: { protocolId: 'protocol', origin: 'DEPARTMENT', title: 'A draft' } };
const period: DraftEvent = {
  type: 'draft.comment-opened',
  data: { version: 1, textHash: 'hash 1', opensAt: '2026-03-01T08:00:00.000Z', closesAt: '2026-03-10T08:00:00.000Z' },
};
const withdrawn: DraftEvent = { type: 'draft.withdrawn', data: { reason: 'Overtaken.' } };

const draftOf = (...events: DraftEvent[]): { draft: CommentedDraft } => ({ draft: fold(commentedDraft, events) });
const inside = draftOf(opened, saved(1), saved(2));
const open = draftOf(opened, saved(1), saved(2), period);

const IN_TIME = '2026-03-10T07:59:59.999Z';
const CLOSED = '2026-03-10T08:00:00.000Z';
const anybody = { actor: ANONYMOUS, role: 'public', now: IN_TIME } as const;
const staff = { actor: 'clerk', role: 'commission-staff' } as const;
const reviewer = { actor: 'reviewer', role: 'city-attorney' } as const;
const author = { actor: 'author', role: 'policy-author' } as const;
const oig = { actor: 'inspector', role: 'inspector-general' } as const;

function say(over: Partial<CommentOnDraft['data']> = {}): CommentOnDraft {
  return { name: 'comment-on-draft', data: { draftId: 'draft', version: 1, comment: 'Say when.', ...over } };
}

function received(over: Partial<CommentReceived['data']> = {}): CommentReceived {
  const data = { draftId: 'draft', version: 1, comment: 'Say when.', source: 'PUBLIC', late: false, by: [] } as const;
  return { type: 'comment.received', data: { ...data, ...over } };
}

function respond(over: Partial<RespondToComment['data']> = {}): RespondToComment {
  return { name: 'respond-to-comment', data: { inclusion: 'NOT_INCLUDED', reason: 'It says when.', ...over } };
}

const answered = (over: Partial<CommentAnswered['data']> = {}): CommentAnswered => ({
  type: 'comment.answered',
  data: {
    ...{ inclusion: 'NOT_INCLUDED', reason: 'It says when.', draftId: 'draft', source: 'PUBLIC' },
    ...{ respondent: 'DEPARTMENT', by: ['author'], ...over },
  },
});

describe('A comment of the public', () => {
  it('is received while its period is open, without a name, and nobody is recorded behind it', () => {
    given().when(say(), anybody, open).then(received());
    given()
      .when(say({ name: 'A. Neighbor' }), anybody, open)
      .then(received({ name: 'A. Neighbor' }));
  });

  it('names who sent it where that is somebody with a token', () => {
    given()
      .when(say(), { ...anybody, actor: 'neighbor' }, open)
      .then(received({ by: ['neighbor'] }));
  });

  it('is kept and flagged from the closing on, and when the draft has ended', () => {
    given()
      .when(say(), { ...anybody, now: CLOSED }, open)
      .then(received({ late: true }));
    given()
      .when(say(), { ...anybody, now: CLOSED }, draftOf(opened, saved(1), period, withdrawn))
      .then(received({ late: true }));
  });

  it('is in time when another period on its version is open', () => {
    const again: DraftEvent = { ...period, data: { ...period.data, closesAt: '2026-04-10T08:00:00.000Z' } };
    given()
      .when(say(), { ...anybody, now: CLOSED }, draftOf(opened, saved(1), period, again))
      .then(received());
  });

  it('is in time again on a later version once the review was reopened on it; on the earlier one it stays late', () => {
    const reopened: DraftEvent = {
      type: 'draft.review-reopened',
      data: { track: 'PUBLIC_COMMENT', version: 2, textHash: 'hash 2', reason: 'The text has changed.' },
    };
    const later: DraftEvent = {
      ...period,
      data: { ...period.data, version: 2, textHash: 'hash 2', closesAt: '2026-04-10T08:00:00.000Z' },
    };
    const history = [opened, saved(1), period, saved(2), reopened];
    const anybodyThen = { ...anybody, now: CLOSED };
    given()
      .when(say({ version: 2 }), anybodyThen, draftOf(...history))
      .refused(COMMENT_NOT_OPENED);
    given()
      .when(say({ version: 2 }), anybodyThen, draftOf(...history, later))
      .then(received({ version: 2 }));
    given()
      .when(say(), anybodyThen, draftOf(...history, later))
      .then(received({ late: true }));
  });

  it('is refused in the same words where no period was opened on the version, and where there is no draft', () => {
    for (const facts of [inside, {}, draftOf(opened), draftOf(opened, saved(1), withdrawn)])
      given().when(say(), anybody, facts).refused(COMMENT_NOT_OPENED);
    given()
      .when(say({ version: 2 }), anybody, open)
      .refused(COMMENT_NOT_OPENED);
  });

  it('is judged by the time at which it is sent, not by the one that it claims', () => {
    given()
      .when(say(), { ...anybody, now: CLOSED, occurredAt: IN_TIME }, open)
      .then(received({ late: true }));
  });

  it('may be entered by staff, as of the day on which it came, and by nobody else', () => {
    const letter = say({ fromPublic: true, name: 'A. Neighbor' });
    given()
      .when(letter, { ...staff, now: '2026-03-12T08:00:00.000Z', occurredAt: IN_TIME }, open)
      .then(received({ name: 'A. Neighbor', by: ['clerk'] }));
    given()
      .when(letter, { ...staff, now: CLOSED, occurredAt: CLOSED }, open)
      .then(received({ name: 'A. Neighbor', by: ['clerk'], late: true }));
    given().when(letter, author, open).refused(ENTERED_FOR_THE_PUBLIC);
  });
});

describe('A comment of a reviewer', () => {
  it('is on any version that was saved; the Inspector General’s is told apart', () => {
    given()
      .when(say({ version: 2 }), reviewer, inside)
      .then(received({ version: 2, source: 'REVIEWER', by: ['reviewer'] }));
    given()
      .when(say(), oig, inside)
      .then(received({ source: 'OIG', by: ['inspector'] }));
  });

  it('names a draft and a version that exist', () => {
    for (const facts of [{}, draftOf()]) given().when(say(), reviewer, facts).refused(NO_SUCH_RECORD);
    given()
      .when(say({ version: 3 }), reviewer, inside)
      .refused(NO_SUCH_RECORD);
  });

  it('comes before the draft has ended', () => {
    const adopted: DraftEvent = { type: 'draft.adopted', data: { version: 1, textHash: 'hash 1', boardActionId: 'action' } };
    const notAdopted: DraftEvent = { type: 'draft.not-adopted', data: { version: 1 } };
    const issued: DraftEvent = {
      type: 'draft.chief-issued',
      data: { version: 1, textHash: 'hash 1', reason: 'A form.', legal: 'CLEARED' },
    };
    for (const end of [adopted, issued, notAdopted, withdrawn])
      given()
        .when(say(), reviewer, draftOf(opened, saved(1), end))
        .refused(DRAFT_ENDED);
  });

  it('carries no name of its own', () => {
    given()
      .when(say({ name: 'Somebody else' }), reviewer, inside)
      .refused(ENTERED_FOR_THE_PUBLIC);
  });
});

describe('A comment on a passage', () => {
  it('quotes the version that it is on', () => {
    const anchor = { exact: 'Text 1', suffix: '.', sectionId: 'opening' };
    given().when(say({ anchor }), anybody, open).then(received({ anchor }));
    given()
      .when(say({ anchor: { exact: 'Text 2' } }), anybody, open)
      .refused(NOT_QUOTED_FROM_THE_VERSION);
    given()
      .when(say({ version: 2, anchor: { exact: 'Text 2' } }), reviewer, inside)
      .thenLike({ type: 'comment.received', data: { version: 2, anchor: { exact: 'Text 2' } } });
  });

  it('names a section that the author of the version made, and quotes what stands in it', () => {
    const text = '# 1 Evidence\nKeep video.\n\n# 2 Aid\nAsk for aid.\n';
    const sections = [
      { id: 'evidence', number: '1', heading: 'Evidence', level: 1, start: 0, end: 26 },
      { id: 'aid', number: '2', heading: 'Aid', level: 1, start: 26, end: text.length },
    ];
    const divided: DraftEvent = { ...saved(1), data: { ...saved(1).data, text, sections } };
    const facts = draftOf(opened, divided, period);
    const on = (anchor: Anchor) => given().when(say({ anchor }), anybody, facts);
    on({ sectionId: 'aid' }).then(received({ anchor: { sectionId: 'aid' } }));
    on({ sectionId: 'aid', exact: 'Ask for aid' }).then(received({ anchor: { sectionId: 'aid', exact: 'Ask for aid' } }));
    on({ exact: 'Keep video' }).then(received({ anchor: { exact: 'Keep video' } }));
    on({ sectionId: 'aid', exact: 'Keep video' }).refused(NOT_QUOTED_FROM_THE_VERSION);
    on({ sectionId: '2' }).refused(NO_SUCH_SECTION);
    on({ prefix: 'Ask' }).refused(NOT_QUOTED_FROM_THE_VERSION);
  });

  it('quotes words where the version was sent whole', () => {
    given()
      .when(say({ anchor: { sectionId: 'opening' } }), anybody, open)
      .refused(NO_SUCH_SECTION);
  });

  it('is made once, and must exist to be answered', () => {
    given(received()).when(say(), anybody, open).refused(NOT_IN_THIS_STATE);
    given().when(respond(), author, inside).refused(NO_SUCH_RECORD);
  });
});

describe('A response', () => {
  it('of the department answers a comment, and may be given again', () => {
    given(received()).when(respond(), author, open).then(answered());
    given(received(), answered())
      .when(respond({ inclusion: 'INCLUDED', inVersion: 2 }), author, open)
      .then(answered({ inclusion: 'INCLUDED', inVersion: 2 }));
    expect(stateAfter(received(), answered()).status).toBe('ANSWERED');
  });

  it('of the Inspector General stands beside it, and does not answer for the department', () => {
    const beside = answered({ respondent: 'OIG', by: ['inspector'] });
    given(received()).when(respond(), oig, open).then(beside);
    given(received(), answered()).when(respond(), oig, open).then(beside);
    expect(stateAfter(received(), beside).status).toBe('RECEIVED');
    expect(stateAfter(received(), answered(), beside).status).toBe('ANSWERED');
  });

  it('names the version that includes the comment: one that exists and is later than the one commented on', () => {
    const included = (inVersion?: number) => respond({ inclusion: 'INCLUDED_IN_PART', ...(inVersion ? { inVersion } : {}) });
    given(received())
      .when(included(2), author, open)
      .thenLike({ type: 'comment.answered', data: { inVersion: 2 } });
    for (const wrong of [included(), included(1), included(3), respond({ inVersion: 2 })])
      given(received()).when(wrong, author, open).refused(RESPONSE_INCOMPLETE);
    given(received()).when(included(2), author, {}).refused(RESPONSE_INCOMPLETE);
  });

  it('may name the conformed text of what was adopted as amended', () => {
    const conformed: DraftEvent = {
      type: 'draft.conformed-text-attached',
      data: {
        ...{
          number: 2,
          text: 'Text 2.',
          sections: [],
          textHash: 'hash 2',
          baseVersion: 0,
          author: 'author',
          changeSummary: 'as amended',
        },
        boardActionId: 'action',
      },
    };
    const included = respond({ inclusion: 'INCLUDED', inVersion: 2 });
    given(received())
      .when(included, author, draftOf(opened, saved(1)))
      .refused(RESPONSE_INCOMPLETE);
    given(received())
      .when(included, author, draftOf(opened, saved(1), conformed))
      .then(answered({ inclusion: 'INCLUDED', inVersion: 2 }));
  });

  it('is not to one’s own comment (refusal 8)', () => {
    given(received({ source: 'OIG', by: ['inspector'] }))
      .when(respond(), oig, open)
      .refused(OWN_WORK);
  });
});
