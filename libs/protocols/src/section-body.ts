/** A section of a text as a client sends it. */
import { Shaped, Text, Whole } from '#command-queue';
import { SECTION_ID, TEXT_LENGTH_MAX } from './domain/divided-text.js';

export const SECTIONS_MAX = 1_000;

export class SectionBody {
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

export const IN_SECTIONS =
  'In place of `text`. The text is what they say one after another: before each but the first an empty line; number and heading on a line ' +
  'behind as many `#` as the level says; then the words without the space at their end; one line break at the end.';
