/** Texts as a client sends them: whole, or in sections. */
import { Flag, Parts, Shaped, Text, Whole } from '#command-queue';
import { SECTION_ID, TEXT_LENGTH_MAX } from './domain/divided-text.js';
import { OfADraft } from './review-tracks.wire.js';

const SECTIONS_MAX = 1_000;

class SectionBody {
  @Shaped(SECTION_ID, 'evidence', {
    about:
      'Given by the author, and kept from version to version while number, heading, words and place change. Unique in the version.',
  })
  id!: string;

  @Shaped(/^[\w(§][\w.()§-]{0,19}$/, '10.1', { optional: true, about: 'As it is printed before the heading.' })
  number?: string;

  @Shaped(/^\S[^\r\n]*$/, 'Evidence', { optional: true, about: 'One line.' })
  heading?: string;

  @Whole(1, 6, { optional: true, about: 'How deep the heading stands; 1 where it is left out.' })
  level?: number;

  @Text(TEXT_LENGTH_MAX, { optional: true, about: 'What stands under the heading.' })
  text?: string;
}

const IN_SECTIONS =
  'In place of `text`. The text is what they say one after another: before each but the first an empty line; number and heading on a line ' +
  'behind as many `#` as the level says; then the words without the space at their end; one line break at the end.';

export class SaveDraftVersionBody extends OfADraft {
  @Text(TEXT_LENGTH_MAX, {
    optional: true,
    about: 'The whole text of the protocol as it is to read; or it is sent in `sections`.',
  })
  text?: string;

  @Parts(() => SectionBody, { optional: true, atMost: SECTIONS_MAX, about: IN_SECTIONS })
  sections?: SectionBody[];

  @Whole(0, 100_000, { about: 'The version of the protocol that it changes, which must be the one in force; 0 where none is.' })
  baseVersion!: number;

  @Text(2_000, { about: 'What is new in this version, in a sentence or two.' })
  changeSummary!: string;

  @Text(20_000, { optional: true, about: 'Why it is proposed.' })
  rationale?: string;

  @Flag({ optional: true, about: 'Of the past: the text is not on record, and `text` says where it was looked for.' })
  unavailable?: boolean;
}

export class RebaseDraftBody extends SaveDraftVersionBody {}

export class AttachConformedTextBody extends OfADraft {
  @Text(TEXT_LENGTH_MAX, {
    optional: true,
    about: 'The whole text with the amendment worked in; where the vote named a text, that one. Or it is sent in `sections`.',
  })
  text?: string;

  @Parts(() => SectionBody, { optional: true, atMost: SECTIONS_MAX, about: IN_SECTIONS })
  sections?: SectionBody[];

  @Text(2_000, { about: 'What the amendment changed, in a sentence or two.' })
  changeSummary!: string;
}
