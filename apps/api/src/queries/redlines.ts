/** The redline of two texts, in the form that was asked for. */
import { redline, redlineBySection, type Section, SECTION_CHANGES, sectionsOf } from '#protocols';
import type { FastifyReply } from 'fastify';
import type { Schema } from './docs.js';
import { asPage, asPlainText, type RedlineForm } from './redline-forms.js';

/** One of the two texts, its sections by the names that they have in the line of its versions. */
export interface ComparedText {
  readonly text: string;
  readonly sections: readonly Section[];
  /** By its author; else its sections are those of its headings. */
  readonly isDivided: boolean;
}

export interface Comparison {
  readonly title: string;
  /** Which two texts they are. */
  readonly about: object;
  /** Undefined where there was no text then: of nothing, everything is added or removed. */
  readonly before: ComparedText | undefined;
  readonly after: ComparedText | undefined;
}

const PARTS: Schema = {
  type: 'array',
  description: 'What is `same` or `removed` is the earlier text, what is `same` or `added` the later one.',
  items: {
    type: 'object',
    properties: { op: { type: 'string', enum: ['same', 'added', 'removed'] }, text: { type: 'string' } },
  },
};
const HEADED: Schema = { type: 'object', properties: { number: { type: 'string' }, heading: { type: 'string' } } };
const SECTION: Schema = {
  type: 'object',
  required: ['id', 'change', 'renumbered', 'moved', 'parts'],
  properties: {
    id: { type: 'string' },
    change: { type: 'string', enum: [...SECTION_CHANGES], description: 'Of its heading and its words, not of its number.' },
    renumbered: { type: 'boolean' },
    moved: { type: 'boolean', description: 'It stands elsewhere among those that both texts have.' },
    before: { ...HEADED, description: 'Its number and heading in the earlier text; absent where it was added.' },
    after: { ...HEADED, description: 'Its number and heading in the later text; absent where it was removed.' },
    parts: PARTS,
  },
};

/** What a redline answers; `about` says which two texts. */
export function redlineForms(about: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  const sections: Schema = {
    type: 'array',
    description:
      'The same section by section, in the order of the later text; one that is gone stands behind the one that it followed.',
    items: SECTION,
  };
  const parts = { ...PARTS, description: `The whole. ${String(PARTS['description'])}` };
  return {
    'application/json': { type: 'object', properties: { ...about, parts, sections } },
    'text/html': { type: 'string' },
    'text/plain': { type: 'string' },
  };
}

const NOTHING: ComparedText = { text: '', sections: [], isDivided: false };

/** What was sent whole before an author divided it takes on the names that the author gave: by the same heading, else by similar words. */
const namedFor = (after: ComparedText, before: ComparedText): readonly Section[] =>
  after.isDivided && !before.isDivided ? sectionsOf(after, before.text) : before.sections;

export function redlineIn(
  form: RedlineForm,
  reply: FastifyReply,
  { title, about, before = NOTHING, after = NOTHING }: Comparison,
): unknown {
  void reply.type(`${form}; charset=utf-8`);
  const sections = redlineBySection(namedFor(after, before), after.sections);
  if (form === 'text/html') return asPage(title, sections);
  if (form === 'text/plain') return asPlainText(sections);
  return { ...about, parts: redline(before.text, after.text), sections };
}
