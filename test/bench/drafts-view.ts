/** A view of one row a draft, as views of the product are: what B6 rebuilds and B8 lists. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { defineProjection } from './product.mjs';
import { EVENT_TYPE } from './workload.ts';

interface DraftData {
  number: number;
  title: string;
  bpcNumber: string;
  public: boolean;
}

export class BenchDraftView {
  id!: string;
  version!: number;
  title!: string;
  bpcNumber!: string;
  isPublic!: boolean;
  revisedAt!: Date;
}
// Node takes the types out of a file and nothing else, so decorators are applied by hand.
const column = (name: keyof BenchDraftView, decorate: PropertyDecorator) => decorate(BenchDraftView.prototype, name);
Entity({ name: 'bench_drafts' })(BenchDraftView);
column('id', PrimaryColumn('text'));
column('version', Column('int'));
column('title', Column('text'));
column('bpcNumber', Column('text', { name: 'bpc_number' }));
column('isPublic', Column('boolean', { name: 'is_public' }));
column('revisedAt', Column('timestamptz', { name: 'revised_at' }));

export const UPSERT = `insert into bench_drafts (id, version, title, bpc_number, is_public, revised_at) values ($1, $2, $3, $4, $5, $6)
  on conflict (id) do update set version = excluded.version, title = excluded.title, bpc_number = excluded.bpc_number,
    is_public = excluded.is_public, revised_at = excluded.revised_at`;

export const valuesOf = (id: string, version: number, data: unknown, at: string): unknown[] => {
  const { title, bpcNumber, public: isPublic } = data as DraftData;
  return [id, version, title, bpcNumber, isPublic, at];
};

/** By its handler, event by event. */
export const draftsView = defineProjection<{ type: typeof EVENT_TYPE; data: DraftData }>({
  name: 'bench-drafts',
  version: 1,
  entities: [BenchDraftView],
  on: {
    [EVENT_TYPE]: ({
      subjectId,
      version,
      data,
      occurredAt,
    }: {
      subjectId: string;
      version: number;
      data: DraftData;
      occurredAt: string;
    }) => ({
      text: UPSERT,
      values: valuesOf(subjectId, version, data, occurredAt),
    }),
  },
});

/** The same, filled from the log by one statement. */
export const draftsViewBySet = {
  ...draftsView,
  fill: `insert into bench_drafts (id, version, title, bpc_number, is_public, revised_at)
    select distinct on (subject_id) subject_id, version, data ->> 'title', data ->> 'bpcNumber', (data ->> 'public')::boolean, occurred_at
    from logged order by subject_id, position desc`,
};
