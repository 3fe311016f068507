/** What the specs of views are about: notes that are written and struck, the words of them, and a tally. */
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DomainEvent } from '#kernel';
import { defineProjection, type Projection, sql, type Statement } from '../projection.js';
import { ViewProjector, type ViewStopped } from './projector.js';
import { eventually, type Happening, specLog, type SpecLog } from './spec-log.js';

export type NoteEvent = DomainEvent<'note.written', { text: string }> | DomainEvent<'note.struck', { reason: string } | null>;

@Entity({ name: 'notes' })
export class NoteView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Index()
  @Column('text')
  text!: string;

  @Column('jsonb')
  history!: (string | null)[];
}

@Entity({ name: 'note_words' })
export class NoteWordView {
  @PrimaryColumn('uuid', { name: 'note_id' })
  noteId!: string;

  @PrimaryColumn('int')
  place!: number;

  @Column('text')
  word!: string;
}

export const notesView = defineProjection<NoteEvent>({
  name: 'all-notes',
  version: 1,
  entities: [NoteView, NoteWordView],
  on: {
    'note.written': ({ subjectId, version, position, data }) => [
      // Not idempotent, so that an event counted twice shows.
      sql`insert into notes (id, version, text, history) values (${subjectId}, ${version}, ${data.text}, jsonb_build_array(${data.text}::text))
          on conflict (id) do update set version = excluded.version, text = excluded.text, history = notes.history || excluded.history`,
      ...data.text
        .split(' ')
        .map(
          (word, place) =>
            sql`insert into note_words (note_id, place, word) values (${subjectId}, ${position * 100 + place}, ${word})`,
        ),
    ],
    'note.struck': ({ subjectId, version, data }) =>
      sql`update notes set version = ${version}, text = '', history = history || jsonb_build_array(${data?.reason ?? null}::text) where id = ${subjectId}`,
  },
});

@Entity({ name: 'tallies' })
export class TallyView {
  @PrimaryColumn('text')
  type!: string;

  @Column('int')
  count!: number;
}

export const count = ({ type }: { type: string }): Statement =>
  sql`insert into tallies (type, count) values (${type}, 1) on conflict (type) do update set count = tallies.count + 1`;
export const talliesView = defineProjection<NoteEvent>({
  name: 'tallies',
  version: 1,
  entities: [TallyView],
  on: { 'note.written': count, 'note.struck': count },
});

export const VIEWS = [notesView, talliesView];

export const noteId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const written = (number: number, text: string): Happening => ({
  type: 'note.written',
  subject: `notes/${noteId(number)}`,
  data: { text },
});
export const struck = (number: number, reason = 'error'): Happening => ({
  type: 'note.struck',
  subject: `notes/${noteId(number)}`,
  data: { reason },
});
/** The same mixture each time: a few notes, written again and again, now and then struck. */
export const mixture = (from: number, count: number, notes = 7): Happening[] =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    return n % 5 === 4 ? struck(n % notes, `reason ${n}`) : written(n % notes, `text ${n} of many`);
  });

/** A log of its own for each test, the projectors over it, and what they reported. */
export class NotesSpec {
  log!: SpecLog;
  projectors: ViewProjector[] = [];
  faults: ViewStopped[] = [];

  async open(): Promise<void> {
    this.log = await specLog();
    this.projectors = [];
    this.faults = [];
  }

  async close(): Promise<void> {
    await Promise.all(this.projectors.map((projector) => projector.stop()));
    await this.log.close();
  }

  project(projections: readonly Projection[] = VIEWS, batch = 500, idleMs = { first: 5, most: 50 }): ViewProjector {
    const projector = new ViewProjector({
      pool: this.log.pool(),
      projections,
      batch,
      idleMs,
      onFault: (fault) => this.faults.push(fault as ViewStopped),
    });
    this.projectors.push(projector);
    projector.start();
    return projector;
  }

  async checkpoint(view: string): Promise<{ version: number; position: number } | undefined> {
    const [found] = await this.log.owner<{ version: number; position: number }>(
      'select version, position from checkpoints where consumer = $1',
      [`view:${view}`],
    );
    return found;
  }

  async caughtUp(...views: Projection[]): Promise<void> {
    await eventually(
      'the views are at the end of the log',
      async () => {
        const [end] = await this.log.owner<{ head: number }>('select coalesce(max(position), 0) as head from log');
        const places = await Promise.all((views.length > 0 ? views : VIEWS).map(({ name }) => this.checkpoint(name)));
        return places.every((place) => place?.position === end?.head);
      },
      15_000,
    );
  }

  async rows(): Promise<Record<'notes' | 'words' | 'tallies', unknown[]>> {
    return {
      notes: await this.log.owner('select * from notes order by id'),
      words: await this.log.owner('select * from note_words order by note_id, place'),
      tallies: await this.log.owner('select * from tallies order by type'),
    };
  }

  async tallied(): Promise<number | undefined> {
    return (await this.log.owner<{ sum: number }>('select coalesce(sum(count), 0)::int as sum from tallies'))[0]?.sum;
  }
}

export function withNotes(): NotesSpec {
  const spec = new NotesSpec();
  beforeEach(() => spec.open());
  afterEach(() => spec.close());
  return spec;
}
