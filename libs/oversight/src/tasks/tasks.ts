/** What waits for somebody: the states of the views, joined with what the lifecycles allow from them and to whom. */
import type { Lifecycle } from '#command-queue';
import { type Instant, type PlainDate, type Profile, type Role, type Rule, sourceOf, type Transition } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { Awaited, Machine } from './waiting.js';
import { MACHINES_OF_DIRECTIVES } from './waiting-of-directives.js';
import { MACHINES_OF_DRAFTS } from './waiting-of-drafts.js';
import { MACHINES_OF_FOLLOW_UPS } from './waiting-of-follow-ups.js';
import { MACHINES_OF_MEETINGS } from './waiting-of-meetings.js';
import { MACHINES_OF_ORDERS } from './waiting-of-orders.js';
import { MACHINES_OF_PRESERVATION } from './waiting-of-preservation.js';

export const MACHINES: readonly Machine[] = [
  ...MACHINES_OF_DIRECTIVES,
  ...MACHINES_OF_DRAFTS,
  ...MACHINES_OF_MEETINGS,
  ...MACHINES_OF_ORDERS,
  ...MACHINES_OF_FOLLOW_UPS,
  ...MACHINES_OF_PRESERVATION,
];

/** A role that somebody acts in: an own one, or one that was lent. */
export interface Hat {
  readonly role: Role;
  /** Of a liaison: the department that they speak for. */
  readonly department?: string | undefined;
  /** The delegation, and for whom: the one who granted it, then the one whom that one acted for. */
  readonly actingUnder?: string;
  readonly onBehalfOf?: readonly string[];
}

/** What follows: a state that the step can lead to, and whom that waits for, or what. */
interface Next {
  readonly state: string;
  readonly waitsFor: readonly { readonly command: string; readonly roles: readonly Role[] }[];
  readonly says?: string;
}

export interface Task {
  readonly command: string;
  /** Steps that the same person may take in its stead. */
  readonly or: readonly string[];
  /** What the command does, in a sentence. */
  readonly summary: string;
  readonly record: {
    readonly type: string;
    readonly id: string;
    readonly title: string;
    /** The state that asks for it: of the record, or of its part. */
    readonly state: string;
    readonly part?: string;
    readonly number?: string;
  };
  /** PERSON: it waits for this person or this department, and for no other of the role. */
  readonly why: Hat & { readonly as: 'ROLE' | 'PERSON' };
  readonly due: { readonly at: Instant; readonly rule: string } | null;
  readonly next: readonly Next[];
  /** What can refuse it, beside the state. */
  readonly rules: readonly (Pick<Rule, 'code' | 'sentence' | 'refusal'> & { readonly source?: string })[];
}

/** The place of a task in the order of all: by when, then which. */
export interface TaskPlace {
  /** `infinity` where nothing says by when. */
  readonly due: string;
  readonly key: string;
}

export interface TaskFilter {
  readonly hats: readonly Hat[];
  readonly person: string;
  readonly now: Instant;
  readonly today: PlainDate;
  /** Only on records of this kind. */
  readonly type?: string | undefined;
  readonly behind?: TaskPlace | undefined;
  readonly limit: number;
}

/** A step that is asked for, with all that the lifecycles say of it. */
interface Asked {
  readonly machine: Machine;
  readonly state: string;
  readonly step: Awaited;
  /** The states of the record from which its table allows the step; of a step on another record, every one. */
  readonly from: readonly string[] | undefined;
  readonly roles: readonly Role[];
  readonly next: readonly Next[];
}

interface Row {
  readonly nth: number;
  readonly hat: number;
  readonly id: string;
  readonly title: string;
  readonly number: string | null;
  readonly due: string;
  readonly rule: string | null;
  readonly key: string;
}

type Commands = ReadonlyMap<string, { readonly lifecycle: Lifecycle; readonly spec: Lifecycle['commands'][string] }>;

/** The tasks of a commission with these lifecycles, by the rules of its place. */
export class Tasks {
  private readonly asked: readonly Asked[];
  private readonly commands: Commands;

  constructor(
    lifecycles: readonly Lifecycle[],
    private readonly profile: Profile,
  ) {
    this.commands = new Map(
      lifecycles.flatMap((lifecycle) => Object.entries(lifecycle.commands).map(([name, spec]) => [name, { lifecycle, spec }])),
    );
    this.asked = MACHINES.flatMap((machine) =>
      Object.entries(machine.waiting).flatMap(([state, steps]) =>
        typeof steps === 'string' ? [] : steps.filter((step) => this.isAsked(step)).map((step) => this.ask(machine, state, step)),
      ),
    );
  }

  /** At most `limit` tasks of these roles, the first due first; what nothing says a time for comes last. */
  async of(database: EntityManager, filter: TaskFilter): Promise<readonly { readonly task: Task; readonly place: TaskPlace }[]> {
    const { hats, person, now, today, type, behind, limit } = filter;
    const asked = this.asked.filter(
      ({ machine, step, roles }) =>
        (type === undefined || machine.record === type) &&
        hats.some(({ role }) => step.role !== undefined || roles.includes(role)),
    );
    if (asked.length === 0) return [];
    const worn = hats.map(({ role, department, onBehalfOf = [] }, hat) => ({
      hat,
      role,
      department,
      people: [person, ...onBehalfOf],
    }));
    const rows = await database.query<Row[]>(
      `with asked as (select $2::timestamptz as now, $3::date as today, $4::text as zone),
            worn as (select * from jsonb_to_recordset($1::jsonb) as w (hat int, role text, department text, people text[])),
            found as (${asked.map((each, nth) => this.select(each, nth)).join('\nunion all\n')}),
            tasks as (select distinct on (key) * from found order by key, hat)
       select nth, hat, id, title, number, rule, key,
              case when due = 'infinity' then 'infinity' else to_char(due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end as due
       from tasks where $5::timestamptz is null or (due, key) > ($5::timestamptz, $6::text) order by tasks.due, key limit $7`,
      [JSON.stringify(worn), now, today, this.profile.timeZone, behind?.due ?? null, behind?.key ?? null, limit],
    );
    return rows.map((row) => ({ task: this.task(row, asked, hats), place: { due: row.due, key: row.key } }));
  }

  private isAsked({ ifRules }: Awaited): boolean {
    return ifRules?.(this.profile) ?? true;
  }

  private command(name: string): { readonly lifecycle: Lifecycle; readonly spec: Lifecycle['commands'][string] } {
    const found = this.commands.get(name);
    if (!found) throw new Error(`There is no command ${name} for a state to wait for.`);
    return found;
  }

  private ask(machine: Machine, state: string, step: Awaited): Asked {
    const { lifecycle } = this.command(step.command);
    const roles = this.rolesOf(step);
    if (step.on !== undefined) {
      const other = MACHINES.find(({ record, part }) => record === step.on && part === undefined);
      return {
        machine,
        state,
        step,
        from: undefined,
        roles,
        next: this.nextOf(other ?? machine, state, lifecycle.transitions, step),
      };
    }
    const steps = machine.part === undefined ? lifecycle.transitions : (lifecycle.parts[machine.part] ?? {});
    const from = lifecycle.transitions[step.command]?.from.filter((each) => step.while?.includes(each) ?? true);
    return { machine, state, step, from, roles, next: this.nextOf(machine, state, steps, step) };
  }

  private rolesOf({ command, roles }: Awaited): readonly Role[] {
    return this.command(command).spec.roles.filter((role) => role !== 'system' && (roles?.includes(role) ?? true));
  }

  private nextOf(
    { waiting }: Machine,
    state: string,
    table: Readonly<Record<string, Transition>>,
    { command, on }: Awaited,
  ): readonly Next[] {
    const to = table[command]?.to ?? [];
    const others = on === undefined ? to.filter((each) => each !== state) : to;
    return (others.length === 0 ? to : others).map((each) => {
      const then = waiting[each] ?? [];
      if (typeof then === 'string') return { state: each, waitsFor: [], says: then };
      const steps = then.filter((step) => this.isAsked(step) && step.command !== command);
      return { state: each, waitsFor: steps.map((step) => ({ command: step.command, roles: this.rolesOf(step) })) };
    });
  }

  /** The rows that a step is asked for on, once for each role that it can be taken in. Every piece but the names is ours. */
  private select({ machine, state, step, from, roles }: Asked, nth: number): string {
    const { record, part = '', label, number = 'null' } = machine;
    const clock = step.due && 'clock' in step.due ? step.due.clock : undefined;
    const at = step.due && 'at' in step.due ? step.due.at(this.profile) : clock && 'c.due_at';
    const conditions = [
      `${machine.state} = '${state}'`,
      step.role === undefined ? `w.role in (${roles.map((role) => `'${role}'`).join(', ')})` : `w.role = ${step.role}`,
      from && `${machine.recordState ?? machine.state} in (${from.map((each) => `'${each}'`).join(', ')})`,
      step.if && `(${step.if})`,
      step.notBy && `(w.people && ${step.notBy}) is not true`,
      step.onlyBy && `w.people[1] = any (${step.onlyBy}::text[]) and cardinality(w.people) = 1`,
      step.onlyDepartments && `w.department = any (${step.onlyDepartments}::text[])`,
    ].filter((condition) => condition !== undefined);
    return `select ${nth} as nth, w.hat, r.id, ${label} as title, (${number})::text as number, coalesce(${at ?? 'null'}, 'infinity')::timestamptz as due,
              ${clock ? 'c.rule' : 'null'} as rule, concat_ws('/', '${record}', r.id, '${part}', ${number}, '${step.command}') as key
            from asked cross join worn w cross join ${machine.from}
            ${clock ? `left join clocks c on c.stream = '${record}/' || r.id and c.state = 'RUNNING' and c.kind = ${clock}` : ''}
            where ${conditions.join('\n and ')}`;
  }

  private task({ nth, hat, id, title, number, due, rule }: Row, asked: readonly Asked[], hats: readonly Hat[]): Task {
    const found = asked[nth];
    const worn = hats[hat];
    if (!found || !worn) throw new Error(`No step was asked for under ${nth}, or in the role ${hat}.`);
    const { machine, state, step, next } = found;
    const { spec } = this.command(step.command);
    const computed = step.due && 'at' in step.due ? step.due.rule(this.profile) : '';
    const { part } = machine;
    return {
      command: step.command,
      or: (step.or ?? []).filter((name) => this.command(name).spec.roles.includes(worn.role)),
      summary: spec.summary,
      record: { type: machine.record, id, title, state, ...(part && { part }), ...(number !== null && { number }) },
      why: { as: step.onlyBy === undefined && step.onlyDepartments === undefined ? 'ROLE' : 'PERSON', ...worn },
      due: due === 'infinity' ? null : { at: due, rule: rule ?? computed },
      next,
      rules: spec.rules.map((each) => {
        const { code, sentence, refusal } = each;
        const source = sourceOf(each, this.profile);
        return {
          ...{ code, sentence },
          ...(source === undefined ? {} : { source }),
          ...(refusal === undefined ? {} : { refusal }),
        };
      }),
    };
  }
}
