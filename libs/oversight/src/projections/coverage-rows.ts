import type { Verb } from '#directives';
import type { Instant, PlainDate } from '#kernel';

/**
 * What can have become of a provision. The order is that in which one word is found for parts that differ:
 * what still runs comes before what waits for the law, and what was not done before what was.
 */
export const DISPOSITIONS = [
  'OPEN',
  'ASSIGNED',
  'IN_PROGRESS',
  'EVIDENCE_SUBMITTED',
  'LEGAL_HOLD',
  'DECLINED',
  'WITHDRAWN',
  'SUPERSEDED',
  'SATISFIED',
] as const;
export type CurrentDisposition = (typeof DISPOSITIONS)[number];

const RUNNING: ReadonlySet<CurrentDisposition> = new Set(['OPEN', 'ASSIGNED', 'IN_PROGRESS', 'EVIDENCE_SUBMITTED']);

interface Hold {
  readonly authorityId: string;
  readonly scope: string;
  readonly releaseCondition: string;
}

/** What one event changed. */
export interface ProvisionChange {
  readonly disposition?: CurrentDisposition;
  /** A department was assigned: an OPEN provision is ASSIGNED from then on, any other stays as it is. */
  readonly assigned?: string;
  readonly hold?: Hold;
  readonly due?: { readonly on: PlainDate; readonly at: Instant };
}

export interface DatedChange {
  readonly occurredAt: Instant;
  readonly change: ProvisionChange;
}

/** What a provision says. */
export interface ProvisionText {
  readonly id: string;
  readonly key: string;
  readonly verb: Verb;
  readonly addressee: string;
  readonly text: string;
  readonly partOf: string | null;
  readonly parts: readonly string[];
}

/** A provision with its one disposition at an instant. */
export interface CoverageRow {
  readonly provisionId: string;
  readonly key: string;
  readonly verb: Verb;
  readonly addressee: string;
  readonly text: string;
  readonly disposition: CurrentDisposition;
  /** When it came to that. */
  readonly since: Instant;
  readonly assignments: readonly { readonly department: string; readonly assignedAt: Instant }[];
  /** Of a provision under legal hold; who may read it is for the reader's side to say. */
  readonly hold?: Hold;
  readonly dueOn?: PlainDate;
  /** The deadline has passed while it was still running. */
  readonly overdue: boolean;
  /** Of a divided provision: its parts differ. */
  readonly mixed?: true;
  readonly parts?: readonly CoverageRow[];
}

/** The rows of provisions, each with its changes up to the instant in the order of its stream; none: it was not there yet. */
export function rowsOf(
  history: readonly { readonly provision: ProvisionText; readonly changes: readonly DatedChange[] }[],
  at: Instant,
): CoverageRow[] {
  const there = history.filter(({ changes }) => changes.length > 0);
  const rows = there.map(({ provision, changes }) => ({ provision, row: rowOf(provision, changes, at) }));
  const partsOf = (id: string) => rows.filter(({ provision }) => provision.partOf === id).map(({ row }) => row);
  return rows
    .filter(({ provision }) => provision.partOf === null)
    .map(({ provision, row }) => (provision.parts.length > 0 ? divided(row, provision.parts, partsOf(provision.id)) : row))
    .sort(byKey);
}

function rowOf({ id, key, verb, addressee, text }: ProvisionText, changes: readonly DatedChange[], at: Instant): CoverageRow {
  let disposition: CurrentDisposition = 'OPEN';
  let since = '';
  let hold: Hold | undefined;
  let due: ProvisionChange['due'];
  const assignments: { department: string; assignedAt: Instant }[] = [];
  for (const { occurredAt, change } of changes) {
    const next: CurrentDisposition =
      change.disposition ?? (disposition === 'OPEN' && change.assigned !== undefined ? 'ASSIGNED' : disposition);
    if (next !== disposition || since === '') since = occurredAt;
    disposition = next;
    hold = next === 'LEGAL_HOLD' ? (change.hold ?? hold) : undefined;
    due = change.due ?? due;
    if (change.assigned !== undefined) assignments.push({ department: change.assigned, assignedAt: occurredAt });
  }
  return {
    ...{ provisionId: id, key, verb, addressee, text, disposition, since, assignments },
    ...(hold ? { hold } : {}),
    ...(due ? { dueOn: due.on } : {}),
    overdue: due !== undefined && RUNNING.has(disposition) && at > due.at,
  };
}

/** A provision whose parts are worked on; one that was announced and not added yet is open. */
function divided(row: CoverageRow, announced: readonly string[], parts: readonly CoverageRow[]): CoverageRow {
  const missing = announced.filter((key) => !parts.some((part) => part.key === key));
  const words = new Set([...parts.map(({ disposition }) => disposition), ...(missing.length > 0 ? (['OPEN'] as const) : [])]);
  const disposition = DISPOSITIONS.find((word) => words.has(word)) ?? 'OPEN';
  const since = parts.filter((part) => part.disposition === disposition).map((part) => part.since);
  return {
    ...row,
    disposition,
    since: since.sort().at(-1) ?? row.since,
    overdue: parts.some(({ overdue }) => overdue),
    ...(words.size > 1 ? { mixed: true } : {}),
    parts: [...parts].sort(byKey),
  };
}

const byKey = (a: CoverageRow, b: CoverageRow): number => a.key.localeCompare(b.key, 'en', { numeric: true });
