/**
 * A lifecycle for the machinery's own tests: it does on purpose what a context's must not, and holds one of each thing
 * that the machinery offers.
 *
 *   none ──open-notebook──▶ OPEN ──add-note, index-note, copy-notes, title-notebook, schedule-review, note-review-due,
 *                                  review-notebook──▶ OPEN
 */
import { Catalog, CommandBody, defineLifecycle, defineReaction, InstantField, RecordId, Text, Whole } from '#command-queue';
import { incidentLifecycle } from '#incidents';
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  Rejection,
  type Rule,
} from '#kernel';

type OpenNotebook = DomainCommand<'open-notebook', { readonly room: number }>;
type AddNote = DomainCommand<'add-note', { readonly text: string }>;
type IndexNote = DomainCommand<'index-note', { readonly text: string }>;
/** Reads another notebook: a decision with facts. */
type CopyNotes = DomainCommand<'copy-notes', { readonly fromNotebookId: string }>;
/** Takes a key that only one notebook may hold. */
type TitleNotebook = DomainCommand<'title-notebook', { readonly title: string }>;
type ScheduleReview = DomainCommand<'schedule-review', { readonly reviewAt: Instant }>;
type NoteReviewDue = DomainCommand<'note-review-due'>;
type ReviewNotebook = DomainCommand<'review-notebook'>;
type NotebookCommand =
  OpenNotebook | AddNote | IndexNote | CopyNotes | TitleNotebook | ScheduleReview | NoteReviewDue | ReviewNotebook;

type Nothing = Record<string, never>;
export type NotebookEvent =
  | DomainEvent<'notebook.opened', { readonly room: number }>
  | DomainEvent<'notebook.note-added', { readonly text: string; readonly nth: number }>
  | DomainEvent<'notebook.note-indexed', { readonly text: string }>
  | DomainEvent<'notebook.notes-copied', { readonly from: string; readonly notes: number }>
  | DomainEvent<'notebook.titled', { readonly title: string }>
  | DomainEvent<'notebook.review-scheduled', { readonly reviewAt: Instant }>
  | DomainEvent<'notebook.review-fell-due', Nothing>
  | DomainEvent<'notebook.reviewed', Nothing>;

type Notebook = { readonly status: 'none' } | { readonly status: 'OPEN'; readonly room: number; readonly notes: number };

/** What `copy-notes` has to know: how many notes there are to copy; undefined where there is no such notebook. */
type Facts = { readonly notes: number | undefined } | undefined;

export const NO_ROOM: Rule = { code: 'no-room', sentence: 'A notebook holds as many notes as it has room for.', status: 409 };

export const TITLE_TAKEN: Rule = { code: 'title-taken', sentence: 'A title belongs to one notebook.', status: 409 };

/** A text that the decider breaks on while `broken`: the fault in the program that somebody then mends. */
export const UNREADABLE = 'unreadable';
export const program = { broken: true, onNote: ignored };

/** What the program does over a note's text before it decides: a test may let it break there, or end its process. */
function ignored(_text: string): void {
  // Nothing happens here unless a test puts something in its place.
}

function decide(
  command: NotebookCommand,
  state: Notebook,
  _context: Context,
  facts: Facts,
): readonly NotebookEvent[] | Rejection {
  if (command.name === 'open-notebook') return [{ type: 'notebook.opened', data: command.data }];
  if (state.status === 'none') return new Rejection(NO_SUCH_RECORD, 'There is no such notebook.');
  switch (command.name) {
    case 'add-note':
      program.onNote(command.data.text);
      if (program.broken && command.data.text === UNREADABLE) throw new TypeError('The note cannot be read.');
      if (state.notes >= state.room) return new Rejection(NO_ROOM, `There are ${state.notes} notes.`);
      return [{ type: 'notebook.note-added', data: { text: command.data.text, nth: state.notes + 1 } }];
    case 'index-note':
      return [{ type: 'notebook.note-indexed', data: command.data }];
    case 'copy-notes':
      if (facts?.notes === undefined) return new Rejection(NO_SUCH_RECORD, 'There is no notebook to copy from.');
      return [{ type: 'notebook.notes-copied', data: { from: command.data.fromNotebookId, notes: facts.notes } }];
    case 'title-notebook':
      return [{ type: 'notebook.titled', data: command.data }];
    case 'schedule-review':
      return [{ type: 'notebook.review-scheduled', data: command.data }];
    case 'note-review-due':
      return [{ type: 'notebook.review-fell-due', data: {} }];
    case 'review-notebook':
      return [{ type: 'notebook.reviewed', data: {} }];
  }
}

function evolve(state: Notebook, event: NotebookEvent): Notebook {
  if (event.type === 'notebook.opened') return { status: 'OPEN', room: event.data.room, notes: 0 };
  if (event.type === 'notebook.note-added' && state.status === 'OPEN') return { ...state, notes: event.data.nth };
  return state;
}

const notebook: Decider<NotebookCommand, Notebook, NotebookEvent, Facts> = {
  streamType: 'notebooks',
  initial: { status: 'none' },
  decide,
  evolve,
};

class OpenNotebookBody extends CommandBody {
  @Whole(0, 1_000)
  room!: number;
}

abstract class NotebookBody extends CommandBody {
  @RecordId()
  notebookId!: string;
}

class AddNoteBody extends NotebookBody {
  @Text(100)
  text!: string;
}

class IndexNoteBody extends NotebookBody {
  @Text(100)
  text!: string;
}

class CopyNotesBody extends NotebookBody {
  @RecordId()
  fromNotebookId!: string;
}

class TitleNotebookBody extends NotebookBody {
  @Text(100)
  title!: string;
}

class ScheduleReviewBody extends NotebookBody {
  @InstantField()
  reviewAt!: string;
}

class NoteReviewDueBody extends NotebookBody {}
class ReviewNotebookBody extends NotebookBody {}

const inAnOpenOne = { from: ['OPEN'], to: ['OPEN'] } as const;
const onNotebook = { subject: 'notebookId', summary: 'For tests.' } as const;
const plain = { schemaVersion: 1, visibility: 'PUBLIC' } as const;

export const notebookLifecycle = defineLifecycle({
  decider: notebook,
  transitions: {
    'open-notebook': { from: ['none'], to: ['OPEN'] },
    'add-note': inAnOpenOne,
    'index-note': inAnOpenOne,
    'copy-notes': inAnOpenOne,
    'title-notebook': inAnOpenOne,
    'schedule-review': inAnOpenOne,
    'note-review-due': inAnOpenOne,
    'review-notebook': inAnOpenOne,
  },
  commands: {
    'open-notebook': {
      ...onNotebook,
      body: OpenNotebookBody,
      subject: 'new',
      roles: ['commission-staff'],
      rules: [],
    },
    'add-note': { ...onNotebook, body: AddNoteBody, roles: ['commission-staff'], rules: [NO_ROOM] },
    'index-note': { ...onNotebook, body: IndexNoteBody, roles: ['system'], rules: [] },
    'copy-notes': {
      ...onNotebook,
      body: CopyNotesBody,
      roles: ['commission-staff'],
      rules: [NO_SUCH_RECORD],
      facts: async (read, { fromNotebookId }) => {
        const from = await read.state(notebook, fromNotebookId);
        return { notes: from?.status === 'OPEN' ? from.notes : undefined };
      },
    },
    'title-notebook': { ...onNotebook, body: TitleNotebookBody, roles: ['commission-staff'], rules: [TITLE_TAKEN] },
    'schedule-review': { ...onNotebook, body: ScheduleReviewBody, roles: ['commission-staff'], rules: [] },
    'note-review-due': { ...onNotebook, body: NoteReviewDueBody, roles: ['system'], rules: [] },
    'review-notebook': { ...onNotebook, body: ReviewNotebookBody, roles: ['commission-staff'], rules: [] },
  },
  events: {
    // Its first form said how many pages there are; a page holds one note.
    'notebook.opened': { ...plain, schemaVersion: 2, lifts: [({ pages }: { readonly pages: number }) => ({ room: pages })] },
    'notebook.note-added': plain,
    'notebook.note-indexed': plain,
    'notebook.notes-copied': plain,
    'notebook.titled': { ...plain, claims: ({ title }) => [{ scope: 'titles', key: title, rule: TITLE_TAKEN }] },
    'notebook.review-scheduled': {
      ...plain,
      clocks: ({ reviewAt }) => [
        { start: 'review', dueAt: reviewAt, rule: 'At the appointed instant.', inputs: { reviewAt }, command: 'note-review-due' },
      ],
    },
    'notebook.review-fell-due': plain,
    'notebook.reviewed': { ...plain, clocks: () => [{ stop: 'review' }] },
  },
});

/** With the steps on incidents, which the machinery's own tests take too. */
export const notebooks = new Catalog([notebookLifecycle, incidentLifecycle]);

export const whenANoteIsAddedIndexIt = defineReaction<NotebookEvent, 'notebook.note-added'>({
  name: 'when-a-note-is-added-index-it',
  on: 'notebook.note-added',
  then: ({ subjectId, data }) => [{ name: 'index-note', body: { notebookId: subjectId, text: data.text } }],
});
