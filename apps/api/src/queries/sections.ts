/** The sections of a text as they are shown: in the form in which they are sent, so that what was read can be edited and sent again. */
import { bodyOf, type Section } from '#protocols';
import type { Schema } from './docs.js';

export const SECTIONS: Schema = {
  type: 'array',
  description:
    'The parts of the text by the ids that they keep from version to version: those that its author gave them or, where the text was sent ' +
    'whole, those of its headings.',
  items: {
    type: 'object',
    required: ['id', 'text'],
    properties: {
      id: { type: 'string' },
      number: { type: 'string' },
      heading: { type: 'string', description: 'Absent where it has none.' },
      level: { type: 'integer', minimum: 1, maximum: 6, description: 'Absent where it has neither number nor heading.' },
      text: { type: 'string', description: 'What stands under the heading.' },
    },
  },
};

export function shownSections(sections: readonly Section[]): readonly object[] {
  return sections.map((section) => {
    const { id, number, heading, level } = section;
    return {
      id,
      ...(number === undefined ? {} : { number }),
      ...(heading === '' ? {} : { heading }),
      ...(level === 0 ? {} : { level }),
      text: bodyOf(section),
    };
  });
}
