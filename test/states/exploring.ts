/**
 * What the stories of a lifecycle's specs can lead to. Each accepted command of a story is tried again on every state that any story, or such
 * a try, has reached: so every cell of a table of states and steps is met, without a sample of its own.
 */
import type { Lifecycle } from '#command-queue';
import { type DomainCommand, NO_SUCH_RECORD, NOT_IN_THIS_STATE, Rejection } from '#kernel';
import type { Story } from '#testing';
import { kindFields, type Move, ofRole, onTheLatestVersion, PARTS, statusOf } from './machines.js';

/** So many states of each kind are kept: alike in the state of the record and of all its parts. */
const OF_A_KIND = 2;
/** So many ways to send a command in a role are tried. */
const WAYS = 6;
const MOST_ROUNDS = 12;
/** A table with a cell that nothing meets is told so within a minute, not when every state of every part was combined with every other. */
const MOST_TRIED = 3_000_000;

export class Exploration {
  /** Of each step, by state and role, the states that it led to. */
  readonly led = new Map<string, Map<string, Set<string>>>();
  /** Of each part's steps, by the state of the part, the states that they led to. */
  readonly partsLed = new Map<string, Map<string, Set<string>>>();
  /** Of each step, the states in which it was refused because of the state. */
  readonly refused = new Map<string, Set<string>>();
  /** Steps that were taken where no table lists them, and codes of refusals that are no refusal of a state. */
  readonly wrong = new Set<string>();
  tried = 0;
  private readonly reached = new Map<string, unknown[]>();
  private readonly known = new Set<string>();
  private readonly moves = new Map<string, Move[]>();

  constructor(
    private readonly lifecycle: Lifecycle,
    stories: readonly Story[],
  ) {
    const known = new Set<string>();
    for (const { state, command, context, facts, answer } of stories) {
      this.keep(state, Infinity);
      // What is refused everywhere has no other moves.
      if (answer instanceof Rejection && this.table(command.name).to.length > 0) continue;
      for (const move of asEachRole(lifecycle, { command, context, facts })) {
        this.attempt(state, move);
        // What a story tells of a role is kept beside what is made of the stories of others: these may all lack what the role has to have.
        const way = `${command.name} ${move.context.role}${move.context.role === context.role ? ', as told' : ''}`;
        const text = JSON.stringify([way, move.command.data, facts]);
        if (known.has(text) || (this.moves.get(way)?.length ?? 0) >= WAYS) continue;
        known.add(text);
        put(this.moves, way, move);
      }
    }
  }

  /** Tries until every cell was met, or nothing new is reached. */
  explore(): this {
    const tried = new Set<unknown>();
    for (let round = 0; round < MOST_ROUNDS && (round === 0 || this.unmet().length > 0); round++) {
      const fresh = [...this.reached.values()].flat().filter((state) => !tried.has(state));
      if (fresh.length === 0) break;
      for (const state of fresh) {
        if (this.tried > MOST_TRIED || (tried.size % 100 === 99 && this.unmet().length === 0)) return this;
        tried.add(state);
        for (const moves of this.moves.values()) for (const move of moves) this.attempt(state, move);
      }
    }
    return this;
  }

  /** The states of the record's table. */
  get states(): readonly string[] {
    return [...new Set(Object.values(this.lifecycle.transitions).flatMap(({ from, to }) => [...from, ...to]))];
  }

  /** The cells of the tables that nothing has led into or out of, and those of which it was not tried that they refuse. */
  unmet(): string[] {
    const unmet: string[] = [];
    for (const [step, { from, to }] of Object.entries(this.lifecycle.transitions)) {
      const led = this.led.get(step);
      const refused = this.refused.get(step);
      for (const state of this.states)
        if (!from.includes(state) && !refused?.has(state)) unmet.push(`${step} was not tried in ${state}`);
      if (to.length > 0)
        for (const state of from)
          for (const role of this.lifecycle.commands[step]?.roles ?? [])
            if (!led?.has(`${state} ${role}`)) unmet.push(`${step} in ${state} by ${role}`);
      unmet.push(...missing(to, led, `${step} to`));
    }
    for (const [part, table] of Object.entries(this.lifecycle.parts))
      for (const [step, { from, to }] of Object.entries(table)) {
        const led = this.partsLed.get(`${part} ${step}`);
        if (to.length > 0) for (const state of from) if (!led?.has(state)) unmet.push(`${part}: ${step} in ${state}`);
        unmet.push(...missing(to, led, `${part}: ${step} to`));
      }
    return unmet;
  }

  private attempt(state: unknown, { command: told, context, facts }: Move): void {
    const { decider } = this.lifecycle as unknown as { decider: Story['decider'] };
    const command = onTheLatestVersion(decider.streamType, told, state);
    const from = statusOf(decider.streamType, state, facts);
    const { from: states, to } = this.table(command.name);
    this.tried++;
    const answer = decider.decide(command, state, context, facts);
    if (answer instanceof Rejection) {
      const { code } = answer.rule;
      if (states.includes(from)) return;
      if (from === 'none' ? code !== NO_SUCH_RECORD.code : !STATE_REFUSALS.has(code))
        this.wrong.add(`${command.name} in ${from}: ${code}`);
      this.refused.set(command.name, (this.refused.get(command.name) ?? new Set()).add(from));
      return;
    }
    const next = answer.reduce((before, event) => decider.evolve(before, event), state);
    const after = statusOf(decider.streamType, next, undefined);
    if (!states.includes(from) || !to.includes(after)) this.wrong.add(`${command.name} led from ${from} to ${after}`);
    note(this.led, command.name, `${from} ${context.role}`, after);
    this.noteParts(command, state, next, answer.length === 0);
    this.keep(next);
  }

  /** `idle`: a clock or a reaction that found its work done, wherever the part stood. */
  private noteParts(command: DomainCommand, before: unknown, after: unknown, idle: boolean): void {
    for (const [part, table] of Object.entries(this.lifecycle.parts)) {
      const steps = PARTS[this.lifecycle.decider.streamType]?.[part];
      if (!steps) throw new Error(`test/states/machines.ts does not say where the state of a ${part} is read.`);
      const row = table[command.name];
      for (const [from, to] of row ? steps(command, before as never, after as never) : []) {
        if (idle && !(row?.from.includes(from) && row.to.includes(to))) continue;
        if (!row?.from.includes(from) || !row.to.includes(to))
          this.wrong.add(`${part}: ${command.name} led from ${from} to ${to}`);
        note(this.partsLed, `${part} ${command.name}`, from, to);
      }
    }
  }

  private keep(state: unknown, ofAKind = OF_A_KIND): void {
    const kind = kindOf(this.lifecycle.decider.streamType, state);
    // Nearly every state is one of a kind that is there already.
    if ((this.reached.get(kind)?.length ?? 0) >= ofAKind) return;
    const text = JSON.stringify(state);
    if (this.known.has(text)) return;
    this.known.add(text);
    put(this.reached, kind, state);
  }

  private table(step: string): Lifecycle['transitions'][string] {
    const row = this.lifecycle.transitions[step];
    if (!row) throw new Error(`The table lacks ${step}.`);
    return row;
  }
}

/** Beside the general one, those of states that have a rule of their own, which tells more. */
const STATE_REFUSALS: ReadonlySet<string> = new Set([
  NOT_IN_THIS_STATE.code,
  'parts-carry-the-work',
  'request-not-issued',
  'submitted-version-fixed',
]);

/** The move in each role that may send it. Where the body says which role it is, or the facts whose the record is, it is that one. */
function asEachRole(lifecycle: Lifecycle, { command, context, facts }: Move): Move[] {
  const spec = lifecycle.commands[command.name];
  return (spec?.roles ?? []).map((role) =>
    ofRole(lifecycle.decider.streamType, {
      command: spec?.inRole ? { ...command, data: { ...(command.data as object), [spec.inRole]: role } } : command,
      context: { ...context, role },
      facts,
    }),
  );
}

/** The states of the record and of its parts, and what else decides who may go on. */
function kindOf(streamType: string, state: unknown): string {
  const parts = PARTS[streamType]
    ? (JSON.stringify(state).match(/"(?:status|disposition|outcome)":"(?!RUNNING|PAUSED)[A-Z_]+"/g) ?? [])
    : [];
  return [statusOf(streamType, state, undefined), ...kindFields(streamType, state), ...new Set(parts)].join(' ');
}

function missing(to: readonly string[], led: Map<string, Set<string>> | undefined, what: string): string[] {
  const reached = new Set([...(led?.values() ?? [])].flatMap((states) => [...states]));
  return to.filter((state) => !reached.has(state)).map((state) => `${what} ${state}`);
}

function put<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function note(led: Map<string, Map<string, Set<string>>>, step: string, from: string, to: string): void {
  const of = led.get(step) ?? new Map<string, Set<string>>();
  led.set(step, of);
  of.set(from, (of.get(from) ?? new Set()).add(to));
}
