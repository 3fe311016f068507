import { type Assertion, UNKNOWN_PERSON, wanting } from './asserting.js';
import { OWN_WORK, Rejection, type Rule } from './rejection.js';
import type { Instant, PlainDate } from './time.js';

/** The roles of those who send commands; `system` is a reaction or a clock and is never granted by a token. */
export const ROLES = [
  'mayor-liaison',
  'commission-staff',
  'board-secretary',
  'commissioner',
  'policy-author',
  'chief',
  'department-liaison',
  'city-attorney',
  'inspector-general',
  'labor-relations',
  'oversight',
  'public',
  'administrator',
  'system',
] as const;

export type Role = (typeof ROLES)[number];

/** The actor of whoever sends without a token: nobody is told apart by it. No token may bear this name. */
export const ANONYMOUS = 'anonymous';

/** Days and zones of the jurisdiction, handed to a decision so that it needs no library. */
export interface Calendar {
  /** Names the data that a computed instant came from, stored beside it. */
  readonly version: string;
  /** The local date on which an instant falls. */
  dateOf(instant: Instant): PlainDate;
  /** The last millisecond of a local date. */
  endOfDay(date: PlainDate): Instant;
  /** The first instant of a local date. */
  startOfDay(date: PlainDate): Instant;
  addDays(date: PlainDate, days: number): PlainDate;
  /** The same day so many months later, the last day of that month where it is shorter. */
  addMonths(date: PlainDate, months: number): PlainDate;
  /** Whether the City's offices are open on that date: no weekend, no holiday. */
  isBusinessDay(date: PlainDate): boolean;
  /** The date so many business days later, or earlier where negative; the first day is not counted. */
  addBusinessDays(date: PlainDate, days: number): PlainDate;
}

export type Strictness = 'off' | 'warn' | 'block';
/** The reviews of a draft that are given a time. */
export type ReviewedTrack = 'LEGAL' | 'OIG' | 'LABOR' | 'ACCESSIBILITY';
export type MeetingKind = 'REGULAR' | 'SPECIAL' | 'EMERGENCY';

/** Who can be told of a deadline. */
export const TOLD = [
  'OWNER',
  'EXECUTIVE_DIRECTOR',
  'MAYOR_LIAISON',
  'BOARD_SECRETARY',
  'CITY_ATTORNEY',
  'REVIEWER',
  'COMMISSION_STAFF',
] as const;

/** Who is told so many days from the last day of a deadline: before it where `days` is negative. */
export interface Escalation {
  readonly days: number;
  readonly tells: (typeof TOLD)[number];
}

/** One version of the rules of a jurisdiction. */
export interface ProfileVersion {
  readonly id: string;
  readonly version: number;
}

/** Records that are kept alike, and for how long. */
export interface RecordSeries {
  readonly title: string;
  /** The stream types of its records: `comments`. What no series has is kept for ever. */
  readonly records: readonly string[];
  /** For ever, or so many years from the last of these events on the record; one that had none of them is kept. */
  readonly keep: 'PERMANENT' | { readonly years: number; readonly after: readonly string[] };
}

/** The rules that a city attorney would have to confirm: settings with a source, never constants in a lifecycle. */
export interface Profile extends ProfileVersion {
  /** Of the body whose rules these are. */
  readonly name: string;
  /** Invented, for a demonstration or a test. */
  readonly synthetic?: boolean | undefined;
  readonly timeZone: string;
  /** Days on which the City's offices are closed: the public ones of a place, and what its council added or took away. */
  readonly holidays: {
    readonly country: string;
    readonly state: string;
    readonly closed: readonly { readonly rule: string; readonly name: string }[];
    readonly open: readonly string[];
  };
  readonly board: {
    readonly seats: number;
    /** Members who must be present for anything but adjourning. */
    readonly quorum: number;
    /** Ayes that adopt; vacancies do not lower it. */
    readonly ayesToAdopt: number;
    /** Whether a recused member who stays in the room counts toward the quorum. */
    readonly recusedCountTowardQuorum: boolean;
    readonly secondRequired: boolean;
  };
  readonly attestation: {
    /** Members whose signatures together stand for that of the President or the Vice-President. */
    readonly members: number;
  };
  /** Elapsed hours between the posting of an agenda and the start of the meeting. */
  readonly noticeHours: Readonly<Record<MeetingKind, number>>;
  /** Whether a legal objection stops a transmittal or is shown beside it. */
  readonly legalObjection: 'block' | 'warn';
  /** Reviews that must have begun before a draft goes on, beside the legal one, which always is required. */
  readonly mandatoryTracks: readonly ('LABOR' | 'PUBLIC_COMMENT')[];
  /** Business days that a review has from the submission of a text on; one that is left out has no time set. */
  readonly reviewDays: Readonly<Partial<Record<ReviewedTrack, number | undefined>>>;
  /** Whether a text with effects on employees alone waits, once adopted, until those are conferred on. */
  readonly laborEffects: 'block' | 'warn';
  readonly boardReports: {
    readonly number: {
      /** How the number of a Board report is written: `BPC #{yy}-{serial}`, with the year in two digits (`yy`) or in four (`year`). */
      readonly form: string;
      /** Digits of the serial, which restarts each year. */
      readonly serialDigits: number;
    };
  };
  readonly requireAttestation: Strictness;
  readonly delegation: {
    /** Roles that can be delegated; a seat on a board is none. */
    readonly roles: readonly Role[];
    /** The longest that a delegation lasts, in days of 24 hours. */
    readonly mostDays: number;
  };
  readonly orders: {
    /** The types of department orders, by their name in commands and entries. */
    readonly types: Readonly<
      Record<
        string,
        {
          /** As people say it: `Special Order`. */
          readonly name: string;
          /** YEARLY: a number in a series of type and office that restarts each year. NONE: known by office, date and subject. */
          readonly numbering: 'YEARLY' | 'NONE';
          /** How one is cited: `{name} No. {number} of {year}`; without a number where it has none. */
          readonly designation: string;
        }
      >
    >;
    /** The offices that issue orders; any where the list is empty. */
    readonly offices: readonly string[];
  };
  /** Whether an order may be signed while the Council can still undo the action behind it. */
  readonly requireFinality: Strictness;
  readonly councilReview: {
    /** Whether a council reviews the actions of the board at all; the rest says how. */
    readonly applies: boolean;
    /** Days on which it convenes in regular session after the adoption; with the last of them the review ends. */
    readonly regularDays: number;
    /** The day with which the end is announced as near. */
    readonly warnOnDay: number;
    readonly members: number;
    readonly votesToAssert: number;
    /** Calendar days between the assertion of jurisdiction and the last day for a veto. */
    readonly vetoDays: number;
    readonly votesToVeto: number;
  };
  /** Calendar days in which a demand to cure an action is answered. */
  readonly cureDays: number;
  /** Roles by the name that the identity provider gives them, beside their own. */
  readonly roleClaims: Readonly<Record<string, Role>>;
  /** The day from which events are entered as they happen; what lies before it may be asserted. */
  readonly recordsSince: PlainDate;
  /** What lets the Board act on an item that the public saw too late. */
  readonly noticeExceptions: {
    /** The kinds of meeting at which each is open. */
    readonly emergencyAt: readonly MeetingKind[];
    readonly subsequentNeedAt: readonly MeetingKind[];
    readonly continuedAt: readonly MeetingKind[];
    /** The share of the members present who must find a need that arose after the posting, `[2, 3]`; of fewer present than that share of the seats, all. */
    readonly subsequentNeedShare: readonly [number, number];
    /** Calendar days between the meeting that continued an item and the action on it. */
    readonly continuedDays: number;
    /** Whether an emergency meeting acts only on what its members found to be an emergency. */
    readonly emergencyMeetingNeedsFinding: boolean;
  };
  /** Who moves that the Board reconsiders what it decided. */
  readonly reconsiderationBy: 'PREVAILING_SIDE' | 'ANY_MEMBER';
  /** Who approves the minutes of a meeting. */
  readonly minutesApprovedBy: 'BOARD' | 'SECRETARY';
  readonly escalations: {
    /** Who is told of the deadline of a provision, so many days from the day on which it is due. */
    readonly provisionDue: readonly Escalation[];
    /** Of the last day on which the Council can veto an action. */
    readonly vetoPeriod: readonly Escalation[];
    /** Of the last day on which a demand to cure an action is answered. */
    readonly cureDemand: readonly Escalation[];
    /** Of the last day of a review; these days are business days. */
    readonly reviewDue: readonly Escalation[];
  };
  /** The retention schedule: the series of records by their names. */
  readonly retention: Readonly<Record<string, RecordSeries>>;
  /** Where rules stand written that hold everywhere and set nothing, by their codes. */
  readonly rules: Readonly<Record<string, { readonly source: string; readonly verified: boolean }>>;
  /** For each setting by its path: where the rule stands and whether a city attorney has confirmed it. */
  readonly sources: Readonly<Record<string, { readonly source: string; readonly verified: boolean }>>;
}

/** Where a rule stands written in a jurisdiction: charter section, statute, Board rule. */
export function sourceOf({ code, setting }: Rule, { sources, rules }: Pick<Profile, 'sources' | 'rules'>): string | undefined {
  return (setting === undefined ? rules[code] : sources[setting])?.source;
}

/** Everything a decision may know besides its command and its own stream. */
export interface Context {
  readonly commandId: string;
  /** The id of the stream that decides: `{id}` in `drafts/{id}`. */
  readonly subjectId: string;
  /** Who sent the command: the subject of the token. */
  readonly actor: string;
  /** The one of the actor's roles that the command was accepted under. */
  readonly role: Role;
  /** Who did what is recorded; the actor unless the command names another. */
  readonly performedBy: string;
  /** For whom the actor acts by delegation: the one who delegated, then who had delegated to that one, and so on. */
  readonly onBehalfOf?: readonly string[];
  /** The delegation that the actor acts under, and when that ends. */
  readonly actingUnder?: { readonly id: string; readonly until: Instant };
  /** When the command was accepted: the decision's only now. */
  readonly now: Instant;
  /** When what is recorded happened; never after `now`. Rules judge by this instant. */
  readonly occurredAt: Instant;
  /** Of a step of the past, which is entered from a source. */
  readonly asserted?: Assertion;
  readonly calendar: Calendar;
  /** The present rules; of a request and of what hangs on it, those that it was begun under. */
  readonly profile: Profile;
  /** Which version that is, where the record keeps one: what records its beginning says it. */
  readonly begunUnder?: ProfileVersion;
}

/** For the first event of a record that hangs on a request: the version of the profile that it is decided under for ever. */
export function keptVersion({ begunUnder }: Context): { readonly profile?: ProfileVersion } {
  return begunUnder ? { profile: begunUnder } : {};
}

/**
 * Everybody who stands behind an act: who performed it, who sent it, and for whom. Separation of duties holds for each of them.
 * Who enters the past did none of it: behind an asserted act stands who performed it, where that is known.
 */
export function peopleBehind({ actor, performedBy, onBehalfOf = [], asserted }: Context): readonly string[] {
  if (asserted) return performedBy === UNKNOWN_PERSON ? [] : [performedBy];
  return [...new Set([performedBy, actor, ...onBehalfOf])];
}

/** Refuses a step on work that somebody behind it has done; `workers` are those who did it. */
export function refusedOwnWork(workers: readonly string[], context: Context, step: string): Rejection | undefined {
  const people = peopleBehind(context);
  if (context.asserted && (people.length === 0 || workers.length === 0 || workers.includes(UNKNOWN_PERSON)))
    return wanting(context, OWN_WORK, `${step}: it is not known who performed it, or who did the work.`);
  const own = people.some((person) => workers.includes(person));
  return own ? new Rejection(OWN_WORK, `${step}: whoever performs it, sends it or has it done did the work itself.`) : undefined;
}
