/** Where the states of records and of the machines inside them are read, for the table of all states and steps. */
import type { Context, DomainCommand } from '#kernel';

/** A command as a story sent it. */
export interface Move {
  readonly command: DomainCommand;
  readonly context: Context;
  readonly facts: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
type Step = readonly [from: string, to: string];
/** The states between which a step led the parts that it is about; of a part that does not exist, `none`. */
export type StepsOfPart = (command: DomainCommand, before: Fields, after: Fields) => readonly Step[];

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Fields | undefined)?.[key], value);
const status = (part: unknown): string => (at(part, 'status') as string | undefined) ?? 'none';

/** The state that a record's table goes by. The log knows nothing of an incident before it is ended; the machine says that it is open. */
export function statusOf(streamType: string, state: unknown, facts: unknown): string {
  const own = status(state);
  return streamType === 'incidents' && own === 'none' ? ((at(facts, 'incident', 'state') as string | undefined) ?? own) : own;
}

/** Fields of a record, beside its state, by which its steps are one's or another's. */
const KIND_FIELDS: Readonly<Record<string, readonly string[]>> = {
  provisions: ['verb'],
  drafts: ['origin'],
  corrections: ['entryRole'],
};
export const kindFields = (streamType: string, state: unknown): readonly unknown[] =>
  (KIND_FIELDS[streamType] ?? []).map((field) => at(state, field));

/** An entry is corrected by the role that made it, and a role delegated where the profile lets it be: whoever tries, it is so. */
export function ofRole(streamType: string, move: Move): Move {
  const { context, facts } = move;
  const entry = streamType === 'corrections' ? at(facts, 'entry') : undefined;
  if (entry !== undefined)
    return { ...move, facts: { ...(facts as Fields), entry: { ...(entry as Fields), role: context.role } } };
  if (streamType !== 'delegations') return move;
  const delegation = { ...context.profile.delegation, roles: [context.role] };
  return { ...move, context: { ...context, profile: { ...context.profile, delegation } } };
}

/** A review names the version that it is of: it is tried on the one that the draft has. */
export function onTheLatestVersion(streamType: string, command: DomainCommand, state: unknown): DomainCommand {
  const latest = streamType === 'drafts' ? at(state, 'latest', 'number') : undefined;
  if (latest === undefined || at(command.data, 'version') === undefined) return command;
  return { ...command, data: { ...(command.data as Fields), version: latest } };
}

/** A part that there is one of. */
const one =
  (...path: readonly string[]): StepsOfPart =>
  (_command, before, after) => {
    const [from, to] = [at(before, ...path), at(after, ...path)];
    return from === undefined && status(before) !== 'none' ? [] : [[status(from), status(to)]];
  };

/** Parts in a list, named in the command by their place from 1 on; a new one comes last. */
const inList =
  (list: string, name: string): StepsOfPart =>
  ({ data }, before, after) => {
    const named = at(data, name) as number | undefined;
    const place = (named ?? (at(after, list) as readonly unknown[]).length) - 1;
    return [[status(at(before, list, place)), status(at(after, list, place))]];
  };

const track = (name: string): StepsOfPart => {
  const own = one('tracks', name);
  return (command, before, after) => {
    const reopened = command.name === 'reopen-review' ? TRACK_NAMES[at(command.data, 'track') as string] : name;
    return reopened === name ? own(command, before, after) : [];
  };
};
const TRACK_NAMES: Readonly<Record<string, string>> = { OIG: 'oig', LABOR: 'labor', PUBLIC_COMMENT: 'comment' };

const itemsOf = (meeting: Fields): readonly Fields[] => (at(meeting, 'items') as readonly Fields[] | undefined) ?? [];
const items: StepsOfPart = ({ data }, before, after) => {
  const one = at(data, 'number') ?? at(data, 'item', 'number');
  const all = itemsOf(after).flatMap((item) => (item['status'] === 'WITHDRAWN' ? [] : [item['number']]));
  const named = (at(data, 'items') as readonly unknown[] | undefined) ?? (one === undefined ? all : [one]);
  const find = (meeting: Fields, number: unknown) => itemsOf(meeting).find((item) => item['number'] === number);
  return named.map((number) => [status(find(before, number)), status(find(after, number))]);
};

const VERSIONS: Readonly<Record<string, string>> = { IN_FORCE: 'EFFECTIVE', RESCINDED: 'RESCINDED', EXPIRED: 'EXPIRED' };
/** The latest version, and the one that comes after it. */
const versions: StepsOfPart = (_command, before, after) => {
  const [old, now] = [status(before), status(after)].map((own) => VERSIONS[own] ?? 'none');
  const follows = at(after, 'version') !== at(before, 'version');
  const [from, to] = [old ?? 'none', now ?? 'none'];
  if (!follows) return from === 'none' ? [] : [[from, to]];
  return [['none', to], ...(from === 'EFFECTIVE' ? [[from, 'SUPERSEDED'] as const] : [])];
};

/** By the stream's type, then by the name that the lifecycle gives the part. */
export const PARTS: Readonly<Record<string, Readonly<Record<string, StepsOfPart>>>> = {
  drafts: {
    LEGAL: track('legal'),
    OIG: track('oig'),
    LABOR: track('labor'),
    PUBLIC_COMMENT: track('comment'),
    ACCESSIBILITY: track('accessibility'),
  },
  protocols: { ProtocolVersion: versions },
  meetings: {
    AgendaItem: items,
    Minutes: (command, before, after) =>
      status(before) === 'none' ? [] : one('minutes')(command, { minutes: { status: 'NONE' }, ...before }, after),
  },
  'board-actions': {
    Attestation: one('attestation'),
    Standing: one('standing'),
    CouncilReview: one('councilReview'),
    CureDemand: inList('cureDemands', 'demand'),
    Condition: inList('conditions', 'condition'),
  },
};
