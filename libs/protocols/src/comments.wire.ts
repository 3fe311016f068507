import { CommandBody, defineLifecycle, type FactReader, Flag, OneOf, Part, RecordId, Text, Whole } from '#command-queue';
import { NO_SUCH_RECORD, NO_SUCH_SECTION, OWN_WORK } from '#kernel';
import type { Anchor } from './domain/anchors.js';
import { commentedDraft } from './domain/commented-draft.js';
import {
  COMMENT_NOT_OPENED,
  COMMENT_TRANSITIONS,
  type CommentFacts,
  type CommentOnDraft,
  DRAFT_ENDED,
  ENTERED_FOR_THE_PUBLIC,
  type Inclusion,
  INCLUSIONS,
  NOT_QUOTED_FROM_THE_VERSION,
  type RespondToComment,
  RESPONSE_INCOMPLETE,
  type ReviewComment,
  reviewComment,
} from './domain/review-comment.js';

/** A TextQuoteSelector of the W3C Web Annotation Data Model, and the section that it was read in; or a section alone. */
class AnchorBody {
  @Text(4_000, {
    optional: true,
    about:
      'The words that the comment is about, as the version has them; its line breaks do not count. Absent for a section as it is.',
  })
  exact?: string;

  @Text(200, { optional: true, about: 'What stands right before them. It tells them from the same words elsewhere.' })
  prefix?: string;

  @Text(200, { optional: true, about: 'What stands right behind them.' })
  suffix?: string;

  @Text(120, { optional: true, about: 'The `id` of the section that they stand in, or that the comment is on.' })
  sectionId?: string;
}

class CommentOnDraftBody extends CommandBody {
  @RecordId()
  draftId!: string;

  @Whole(1, 100_000, { about: 'The version that the comment is on.' })
  version!: number;

  @Text(20_000, { about: 'Not for advice that is privileged: that belongs into the note of a legal review.' })
  comment!: string;

  @Part(() => AnchorBody, { optional: true, about: 'What in the text it is about; absent where it is about the whole.' })
  anchor?: Anchor;

  @Text(200, {
    optional: true,
    about: 'As a member of the public wants to be called. Nobody has to say a name; it is not published.',
  })
  name?: string;

  @Flag({
    optional: true,
    about: 'Commission staff enter what a member of the public wrote or said; occurredAt is when it came.',
  })
  fromPublic?: boolean;
}

class RespondToCommentBody extends CommandBody {
  @RecordId()
  commentId!: string;

  @OneOf(INCLUSIONS)
  inclusion!: Inclusion;

  @Text(20_000, { about: 'Why. To a comment of the public it is published.' })
  reason!: string;

  @Whole(1, 100_000, {
    optional: true,
    about: 'The version that has what was included, later than the one commented on; absent for NOT_INCLUDED.',
  })
  inVersion?: number;
}

export const commentLifecycle = defineLifecycle({
  decider: reviewComment,
  transitions: COMMENT_TRANSITIONS,
  past: true,
  commands: {
    'comment-on-draft': {
      body: CommentOnDraftBody satisfies new () => CommentOnDraft['data'],
      summary:
        'Comment on a version of a draft. The public, which needs no token and no name, on one that was opened to it: in time, or late and flagged.',
      subject: 'new',
      roles: [
        'inspector-general',
        'city-attorney',
        'labor-relations',
        'commission-staff',
        'commissioner',
        'chief',
        'policy-author',
        'department-liaison',
        'mayor-liaison',
        'public',
      ],
      rules: [
        COMMENT_NOT_OPENED,
        DRAFT_ENDED,
        ENTERED_FOR_THE_PUBLIC,
        NOT_QUOTED_FROM_THE_VERSION,
        NO_SUCH_SECTION,
        NO_SUCH_RECORD,
      ],
      facts: async (read, { draftId }) => factsOf(read, draftId),
    },
    'respond-to-comment': {
      body: RespondToCommentBody satisfies new () => RespondToComment['data'],
      summary:
        'Respond to a comment: whether it is included, why, and in which version. The department answers it; the Inspector General’s response stands beside.',
      subject: 'commentId',
      roles: ['policy-author', 'inspector-general'],
      rules: [OWN_WORK, RESPONSE_INCOMPLETE],
      facts: async (read, _data, state: ReviewComment) => (state.status === 'none' ? {} : factsOf(read, state.draftId)),
    },
  },
  events: {
    'comment.received': { schemaVersion: 1, visibility: 'INTERNAL', erasable: true },
    'comment.answered': { schemaVersion: 1, visibility: ({ source }) => (source === 'PUBLIC' ? 'PUBLIC' : 'INTERNAL') },
  },
});

async function factsOf(read: FactReader, draftId: string): Promise<CommentFacts> {
  const draft = await read.state(commentedDraft, draftId);
  return draft ? { draft } : {};
}
