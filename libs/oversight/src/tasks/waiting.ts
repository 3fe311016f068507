/**
 * What a state waits for. The steps, the states that they are taken from, the roles that may take them and the states that they lead to stand in
 * the tables of the lifecycles; said here is only which of those steps a state asks for. A state that is left out does not compile.
 */
import type { Profile, Role } from '#kernel';

/**
 * A step that somebody is asked for. Conditions are SQL on the views: the record is `r`, its part `p`, and `asked` holds `now`, the local date
 * `today` and the `zone` of the jurisdiction. They narrow what the state says, and widen nothing: the lifecycle's table is always asked too.
 */
export interface Awaited {
  readonly command: string;
  /** Steps that somebody may take in its stead. */
  readonly or?: readonly string[];
  /** Whom of the command's roles it is asked of; all of them where it is left out. */
  readonly roles?: readonly Role[];
  /** The one role that is asked, where it stands in the record. */
  readonly role?: string;
  readonly if?: string;
  /** Whether the rules of the place ask for it. */
  readonly ifRules?: (profile: Profile) => boolean;
  /** Of a part: the states of its record in which it is asked for, where those are fewer than the table allows. */
  readonly while?: readonly string[];
  /** Who did the work and does not take the step, as `text[]`. */
  readonly notBy?: string;
  /** Who alone can take it, as `text[]`: persons, or the departments of liaisons. */
  readonly onlyBy?: string;
  readonly onlyDepartments?: string;
  /** The kind of record that the step is taken on, where it is another one; and the step of this record, sent by a reaction, that notes it here. */
  readonly on?: string;
  readonly notedBy?: string;
  readonly due?: Due;
}

/** By when: a clock of the record, by its kind, or an instant that its rule computes. */
export type Due =
  { readonly clock: string } | { readonly at: (profile: Profile) => string; readonly rule: (profile: Profile) => string };

/** By state what is asked for; where nobody is asked, in words what the record waits for instead, or that it has ended. */
export type Waiting<State extends string> = Readonly<Record<State, readonly Awaited[] | string>>;

/** A state machine of a lifecycle, where its states stand in the views, and what each waits for. */
export interface Machine {
  /** The stream type of the record. */
  readonly record: string;
  /** The name that the lifecycle gives a machine inside the record. */
  readonly part?: string;
  /** The rows that have a state: the record as `r`. */
  readonly from: string;
  readonly state: string;
  /** The state of the record, where the machine is a part of it. */
  readonly recordState?: string;
  /** What people call the record. */
  readonly label: string;
  /** Which of several parts: the number of an item. */
  readonly number?: string;
  readonly waiting: Waiting<string>;
}

export const ENDED = 'It has ended.';

/** Not on the agenda of a meeting that is still to be held or is being held. `column` is the one of an item that names the record. */
export function isOnNoAgenda(column: 'draft_id' | 'request_id' | 'board_report_id' | 'report_back_id' | 'minutes_of'): string {
  return `not exists (select from meeting_items i join meetings m on m.id = i.meeting_id
            where i.${column} = r.id and i.status in ('PLACED', 'POSTED', 'CALLED', 'MOVED', 'SECONDED')
              and m.status in ('SCHEDULED', 'POSTED', 'CONVENED'))`;
}
