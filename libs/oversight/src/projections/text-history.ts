/**
 * Which version of a protocol was in force at an instant, as it was known at another: what had happened by the one, of what had been
 * recorded by the other. Entries that came late and corrections that were confirmed later change the past only for those who ask later.
 */
import {
  type Instant,
  type Suspension,
  type SuspensionBegun,
  type SuspensionEnded,
  toInstant,
  withoutSuspension,
  withSuspension,
} from '#kernel';

/** What an entry says of when a version was in force, or what lay over it. */
export type TextChange =
  | {
      readonly kind: 'EFFECTIVE';
      readonly version: number;
      readonly effectiveAt: Instant;
      readonly supersedes?: number;
      readonly expiresAt?: Instant;
    }
  | { readonly kind: 'RESCINDED'; readonly version: number; readonly effectiveAt: Instant }
  | { readonly kind: 'EXPIRED'; readonly version: number; readonly expiredAt: Instant }
  | ({ readonly kind: 'PAUSED'; readonly version: number } & SuspensionBegun)
  | ({ readonly kind: 'RESUMED'; readonly version: number } & SuspensionEnded);

/** An entry of a record, and the field of it that an instant comes from. */
export interface Origin {
  /** `orders/{id}`. */
  readonly stream: string;
  readonly type: string;
  readonly field: string;
}

export interface RecordedChange {
  readonly position: number;
  readonly recordedAt: Instant;
  readonly change: TextChange;
  /** The entry that `effectiveAt` was taken from: who made that one can correct it, and the copy follows. */
  readonly origin?: Origin;
}

/** A confirmed correction of one field of an entry. */
export interface ConfirmedCorrection extends Origin {
  readonly id: string;
  readonly position: number;
  readonly is: string;
  readonly confirmedAt: Instant;
}

export interface VersionThen {
  readonly number: number;
  readonly status: 'EFFECTIVE' | 'SUPERSEDED' | 'RESCINDED' | 'EXPIRED';
  readonly effectiveAt: Instant;
  /** When its effect ended, as far as that was known. */
  readonly endedAt: Instant | null;
  readonly expiresAt: Instant | null;
  /** What a legal status suspended of it at that instant. */
  readonly suspensions: readonly Suspension[];
  /** The corrections behind these instants. */
  readonly corrections: readonly string[];
}

/** Later than every instant: they are compared as text. */
const NEVER = '~';

type Span = Omit<VersionThen, 'suspensions'>;

/** Both instants as they are meant: in force at `asOf`, known at `knownAt`; all that is known where that is left out. */
export interface Times {
  readonly asOf: Instant;
  readonly knownAt?: Instant | undefined;
}

/** The version in force then, or undefined where there was none. `recorded` is in the order of the log. */
export function versionAt(
  recorded: readonly RecordedChange[],
  corrections: readonly ConfirmedCorrection[],
  { asOf, knownAt = NEVER }: Times,
): VersionThen | undefined {
  const right = corrections.filter(({ confirmedAt }) => confirmedAt <= knownAt);
  const known = recorded.filter(({ recordedAt }) => recordedAt <= knownAt).map((each) => corrected(each, right));
  const spans = new Map<number, Span>();
  for (const { change, by } of known) entered(spans, change, by);
  const then = [...spans.values()]
    .filter((span) => span.effectiveAt <= asOf && asOf < (span.endedAt ?? span.expiresAt ?? NEVER))
    .sort((a, b) => b.number - a.number)[0];
  return then && { ...then, suspensions: suspendedAt(then.number, known, asOf) };
}

interface Corrected {
  readonly change: TextChange;
  /** The ids of the corrections that it was changed by. */
  readonly by: readonly string[];
}

const INSTANTS: readonly string[] = ['effectiveAt', 'expiresAt', 'expiredAt', 'suspendedAt', 'resumedAt'];

/** An entry as it is read after its corrections: of those that name an instant which it has, the last one stands. */
function corrected(recorded: RecordedChange, corrections: readonly ConfirmedCorrection[]): Corrected {
  const { change } = recorded;
  const of = corrections.flatMap(({ is, id, ...place }) => {
    const field = fieldOf(recorded, place);
    return field in change && !Number.isNaN(Date.parse(is)) ? [{ id, field, is: toInstant(is) }] : [];
  });
  const said = Object.fromEntries(of.map(({ field, is }) => [field, is]));
  return { change: { ...change, ...said }, by: of.map(({ id }) => id) };
}

/** The instant of the change that a correction is about; `none` where it is about another one, or about no instant. */
function fieldOf({ position, origin }: RecordedChange, of: Pick<ConfirmedCorrection, keyof Origin | 'position'>): string {
  if (of.position === position) return INSTANTS.find((name) => of.field === `/${name}`) ?? 'none';
  return origin?.stream === of.stream && origin.type === of.type && origin.field === of.field ? 'effectiveAt' : 'none';
}

function entered(spans: Map<number, Span>, change: TextChange, by: readonly string[]): void {
  switch (change.kind) {
    case 'EFFECTIVE': {
      const { version: number, effectiveAt, expiresAt = null, supersedes } = change;
      if (supersedes !== undefined) ended(spans, supersedes, 'SUPERSEDED', effectiveAt, by);
      spans.set(number, { number, status: 'EFFECTIVE', effectiveAt, endedAt: null, expiresAt, corrections: by });
      return;
    }
    case 'RESCINDED':
      return ended(spans, change.version, 'RESCINDED', change.effectiveAt, by);
    case 'EXPIRED':
      return ended(spans, change.version, 'EXPIRED', change.expiredAt, by);
    case 'PAUSED':
    case 'RESUMED':
      return;
  }
}

function ended(
  spans: Map<number, Span>,
  version: number,
  status: VersionThen['status'],
  endedAt: Instant,
  by: readonly string[],
): void {
  const span = spans.get(version);
  if (span) spans.set(version, { ...span, status, endedAt, corrections: [...span.corrections, ...by] });
}

/** In the order in which they took place: an end that was entered late, too, ends what it names. */
function suspendedAt(version: number, known: readonly Corrected[], asOf: Instant): readonly Suspension[] {
  const overlays = known.flatMap(({ change }) => {
    if (change.kind !== 'PAUSED' && change.kind !== 'RESUMED') return [];
    const at = change.kind === 'PAUSED' ? change.suspendedAt : change.resumedAt;
    return change.version === version && at <= asOf ? [{ at, change }] : [];
  });
  return overlays
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .reduce<readonly Suspension[]>(
      (held, { change }) => (change.kind === 'PAUSED' ? withSuspension(held, change) : withoutSuspension(held, change)),
      [],
    );
}
