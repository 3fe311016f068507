import { defineProjection, type LoggedEvent, sql, type Statement } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { SectionMark } from '../domain/divided-text.js';
import type { ConformedTextAttached, Draft, DraftEvent, Origin, VersionSaved } from '../domain/draft-record.js';
import type { LegalStep } from '../domain/legal-track.js';
import type { ReviewTracks } from '../domain/review-tracks.js';

/** A track as it is shown: where it stands, the version that it saw, and what came of it. */
export type TrackView<Status extends string> = { readonly status: Status } & Readonly<Record<string, unknown>>;

/** A draft as it stands now. */
@Entity({ name: 'drafts' })
export class DraftView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Index()
  @Column('uuid', { name: 'protocol_id' })
  protocolId!: string;

  @Index()
  @Column('uuid', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('text')
  origin!: Origin;

  @Column('text')
  title!: string;

  @Column('text')
  status!: Exclude<Draft['status'], 'none'>;

  /** The last version that was saved; null before the first. */
  @Column('int', { name: 'current_version', nullable: true })
  currentVersion!: number | null;

  /** The version that was submitted last. */
  @Column('int', { name: 'submitted_version', nullable: true })
  submittedVersion!: number | null;

  @Column('jsonb')
  tracks!: {
    legal: TrackView<ReviewTracks['legal']['status']>;
    oig: TrackView<ReviewTracks['oig']['status']>;
    labor: TrackView<ReviewTracks['labor']['status']>;
    comment: TrackView<ReviewTracks['comment']['status']>;
    accessibility: TrackView<ReviewTracks['accessibility']['status']>;
  };

  /** Why changes were requested, while they are. */
  @Column('text', { name: 'changes_requested', nullable: true })
  changesRequested!: string | null;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'transmitted_at', nullable: true })
  transmittedAt!: Date | null;

  @Index()
  @Column('uuid', { name: 'board_action_id', nullable: true })
  boardActionId!: string | null;

  /** Since when the public may read of this draft; each version says by itself whether its text is public. */
  @Column('timestamptz', { name: 'public_since', nullable: true })
  publicSince!: Date | null;
}

/** A version of a draft; never changed after it was saved, but for the instant since which it is public. */
@Entity({ name: 'draft_versions' })
export class DraftVersionView {
  @PrimaryColumn('uuid', { name: 'draft_id' })
  draftId!: string;

  @PrimaryColumn('int')
  number!: number;

  @Column('text')
  text!: string;

  /** As its author divided it; empty where it was sent whole. */
  @Column('jsonb')
  sections!: readonly SectionMark[];

  @Column('text', { name: 'text_hash' })
  textHash!: string;

  /** The version of the protocol that it changes; 0 for none. */
  @Column('int', { name: 'base_version' })
  baseVersion!: number;

  @Column('text')
  author!: string;

  @Column('text', { name: 'change_summary' })
  changeSummary!: string;

  @Column('text', { nullable: true })
  rationale!: string | null;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt!: Date;

  /** The text is not on record, and these words say where it was looked for. */
  @Column('boolean')
  unavailable!: boolean;

  /** Since comment opened on it, it was posted with an agenda, or it was adopted; null while the public may not read it. */
  @Column('timestamptz', { name: 'public_since', nullable: true })
  publicSince!: Date | null;
}

const NO_REVIEWS: DraftView['tracks'] = {
  legal: { status: 'OPEN' },
  oig: { status: 'OPEN' },
  labor: { status: 'UNSCREENED' },
  comment: { status: 'NONE' },
  accessibility: { status: 'OPEN' },
};

const REVIEWED = {
  LEGAL: 'legal',
  OIG: 'oig',
  LABOR: 'labor',
  PUBLIC_COMMENT: 'comment',
  ACCESSIBILITY: 'accessibility',
} as const;

type Envelope = Pick<LoggedEvent, 'subjectId' | 'version' | 'occurredAt'>;

function moveTo(status: DraftView['status'], { subjectId, version }: Envelope): Statement {
  return sql`update drafts set version = ${version}, status = ${status} where id = ${subjectId}`;
}

/** Adds what is new to a track and keeps what it knew. */
function showTrack(track: keyof DraftView['tracks'], shown: object, { subjectId, version }: Envelope): Statement {
  return sql`update drafts set version = ${version},
               tracks = jsonb_set(tracks, array[${track}::text], (tracks -> ${track}::text) || ${JSON.stringify(shown)}::jsonb)
             where id = ${subjectId}`;
}

/** New text: legal review and accessibility are of the text that they saw. */
function newText({ subjectId, version, data }: Envelope & { data: SavedVersion }, status: DraftView['status']): Statement[] {
  return [
    sql`update drafts set version = ${version}, status = ${status}, current_version = ${data.number}, changes_requested = null,
            tracks = tracks
              || case when tracks #>> '{legal,status}' = 'OPEN' then '{}'
                      else jsonb_build_object('legal', tracks -> 'legal' || '{"status": "STALE"}') end
              || case when tracks #>> '{accessibility,status}' = 'OPEN' then '{}'
                      else jsonb_build_object('accessibility', tracks -> 'accessibility' || '{"status": "STALE"}') end
          where id = ${subjectId}`,
  ];
}

type SavedVersion = (VersionSaved | ConformedTextAttached)['data'];

function insertVersion({ subjectId, occurredAt }: Envelope, data: SavedVersion): Statement {
  const rationale = 'rationale' in data ? data.rationale : null;
  return sql`insert into draft_versions
            (draft_id, number, text, sections, text_hash, base_version, author, change_summary, rationale, saved_at, unavailable)
          values (${subjectId}, ${data.number}, ${data.text}, ${JSON.stringify(data.sections)}::jsonb, ${data.textHash},
            ${data.baseVersion}, ${data.author}, ${data.changeSummary}, ${rationale ?? null}, ${occurredAt},
            ${('unavailable' in data && data.unavailable) ?? false})`;
}

/** Shows what a review concluded in place of what an earlier one did. */
function replaceTrack(track: keyof DraftView['tracks'], shown: object, { subjectId, version }: Envelope): Statement {
  return sql`update drafts set version = ${version},
               tracks = jsonb_set(tracks, array[${track}::text], ${JSON.stringify(shown)}::jsonb)
             where id = ${subjectId}`;
}

/** What a step of the legal review changes in what is shown of it. */
function showLegalStep(step: LegalStep, event: Envelope): Statement {
  const { subjectId, version: streamVersion, occurredAt } = event;
  switch (step.step) {
    case 'CONDITION_MET':
      return sql`update drafts set version = ${streamVersion},
                   tracks = jsonb_set(tracks, '{legal,conditions}', (
                     select jsonb_agg(case when each ->> 'id' = ${step.conditionId}
                                           then each || jsonb_build_object('metAt', ${occurredAt}::text) else each end order by nth)
                     from jsonb_array_elements(tracks #> '{legal,conditions}') with ordinality as conditions (each, nth)))
                 where id = ${subjectId}`;
    case 'NON_SUBSTANTIVE':
      return sql`update drafts set version = ${streamVersion},
                   tracks = tracks
                     || jsonb_build_object('legal', tracks -> 'legal' || jsonb_build_object(
                          'status', tracks #>> '{legal,outcome}', 'version', ${step.version}::int))
                     || case when tracks #>> '{accessibility,status}' = 'STALE'
                             then jsonb_build_object('accessibility', tracks -> 'accessibility' || jsonb_build_object(
                               'status', 'PASSED', 'version', ${step.version}::int))
                             else '{}' end
                 where id = ${subjectId}`;
    case 'NO_BOARD_APPROVAL':
      return showTrack('legal', { withoutBoard: { version: step.version, reason: step.reason } }, event);
  }
}

/** A version is public since the earliest act that made it so, and the draft since the first of its versions is. */
function publish(number: number, { subjectId, occurredAt }: Envelope): Statement[] {
  return [
    sql`update drafts set public_since = least(public_since, ${occurredAt}) where id = ${subjectId}`,
    sql`update draft_versions set public_since = least(public_since, ${occurredAt})
        where draft_id = ${subjectId} and number = ${number}`,
  ];
}

const moved = ({ subjectId, version }: Envelope): Statement =>
  sql`update drafts set version = ${version} where id = ${subjectId}`;

export const draftsView = defineProjection<DraftEvent>({
  name: 'drafts',
  version: 3,
  entities: [DraftView, DraftVersionView],
  on: {
    'draft.opened': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into drafts (id, version, protocol_id, request_id, origin, title, status, tracks, opened_at)
          values (${subjectId}, ${version}, ${data.protocolId}, ${data.requestId ?? null}, ${data.origin}, ${data.title},
            'AUTHORING', ${JSON.stringify(NO_REVIEWS)}::jsonb, ${occurredAt})`,
    'draft.version-saved': (event) => [...newText(event, 'AUTHORING'), insertVersion(event, event.data)],
    'draft.conformed-text-attached': (event) => [...newText(event, 'TRANSMITTED'), insertVersion(event, event.data)],
    'draft.adopted-as-amended': (event) => [
      sql`update drafts set version = ${event.version}, status = 'TRANSMITTED', board_action_id = ${event.data.boardActionId}
          where id = ${event.subjectId}`,
    ],
    // The adoption of the certified text follows as an entry of its own.
    'draft.conformed-text-certified': (event) => moveTo('TRANSMITTED', event),
    'draft.chief-issued': (event) => moveTo('CHIEF_ISSUED', event),
    'draft.returned': ({ subjectId, version, data }) =>
      sql`update drafts set version = ${version}, status = 'RETURNED',
            changes_requested = ${data.how === 'RECALLED' ? data.reason : null}
          where id = ${subjectId}`,
    'draft.submitted': ({ subjectId, version, data }) =>
      sql`update drafts set version = ${version}, status = 'IN_REVIEW', submitted_version = ${data.version},
            tracks = case when tracks #>> '{comment,status}' = 'SCHEDULED'
                          then jsonb_set(tracks, '{comment,version}', to_jsonb(${data.version}::int)) else tracks end
          where id = ${subjectId}`,
    'draft.review-recorded': (event) => {
      const { data, occurredAt: at } = event;
      const { version, outcome: status } = data;
      switch (data.track) {
        case 'LEGAL': {
          const { conditions = [], conditionIds = [] } = data;
          const tracked = conditions.map((text, nth) => ({ id: conditionIds[nth] ?? `C${nth + 1}`, text, metAt: null }));
          return showTrack('legal', { status, outcome: status, version, conditions: tracked, at }, event);
        }
        case 'OIG':
          return replaceTrack('oig', { status, version, comment: data.comment, at }, event);
        case 'ACCESSIBILITY':
          return replaceTrack('accessibility', { status, version, at }, event);
      }
    },
    'draft.review-progressed': (event) => {
      const { data, occurredAt: at } = event;
      if (data.track === 'LEGAL') return showLegalStep(data, event);
      const { track: _track, textHash: _hash, screenedBy: _people, ...step } = { screenedBy: [], ...data };
      return showTrack('labor', { ...step, at }, event);
    },
    'draft.review-reopened': (event) => {
      const { track, reason } = event.data;
      return replaceTrack(REVIEWED[track], { ...NO_REVIEWS[REVIEWED[track]], reopened: reason }, event);
    },
    // By when a review is due is told by its clock.
    'draft.review-paused': moved,
    'draft.review-resumed': moved,
    'draft.review-extended': moved,
    'draft.review-recomputed': moved,
    'draft.review-overdue': moved,
    'draft.review-escalated': moved,
    'draft.early-action-recorded': (event) => showTrack('labor', { early: event.data }, event),
    // The note itself is privileged: it stays in the log, and no view holds it.
    'draft.review-note-recorded': ({ subjectId, version }) => sql`update drafts set version = ${version} where id = ${subjectId}`,
    'draft.changes-requested': ({ subjectId, version, data }) =>
      sql`update drafts set version = ${version}, status = 'CHANGES_REQUESTED', changes_requested = ${data.reason}
          where id = ${subjectId}`,
    'draft.comment-scheduled': (event) => {
      const { version, opensAt, closesAt } = event.data;
      return replaceTrack('comment', { status: 'SCHEDULED', version, opensAt, closesAt }, event);
    },
    'draft.comment-opened': (event) => [
      showTrack('comment', { status: 'OPEN', version: event.data.version }, event),
      ...publish(event.data.version, event),
    ],
    'draft.comment-closed': (event) => showTrack('comment', { status: 'CLOSED' }, event),
    'draft.comment-summarised': (event) => {
      const { received, summary } = event.data;
      return showTrack('comment', { status: 'SUMMARISED', received, summary }, event);
    },
    'draft.approved': (event) => moveTo('READY', event),
    'draft.transmitted': ({ subjectId, version, occurredAt }) =>
      sql`update drafts set version = ${version}, status = 'TRANSMITTED', transmitted_at = ${occurredAt} where id = ${subjectId}`,
    'draft.posted': (event) => [moveTo('TRANSMITTED', event), ...publish(event.data.version, event)],
    'draft.adopted': (event) => [
      sql`update drafts set version = ${event.version}, status = 'ADOPTED', board_action_id = ${event.data.boardActionId}
          where id = ${event.subjectId}`,
      ...publish(event.data.version, event),
    ],
    'draft.not-adopted': ({ subjectId, version, data }) =>
      sql`update drafts set version = ${version}, status = 'NOT_ADOPTED', board_action_id = ${data.boardActionId ?? null}
          where id = ${subjectId}`,
    'draft.withdrawn': (event) => moveTo('WITHDRAWN', event),
  },
});
