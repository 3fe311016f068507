import type { Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { ModulesContainer } from '@nestjs/core';
import type { Catalog } from './catalog.js';
import type { Reaction } from './reaction.js';

/** The key under which @nestjs/cqrs notes a handler's command, read off a handler of our own so that an upgrade cannot rename it unseen. */
const HANDLED = (() => {
  class Probe {}
  class ProbeHandler {}
  CommandHandler(Probe)(ProbeHandler as never);
  const key: unknown = Reflect.getMetadataKeys(ProbeHandler).find(
    (candidate) => Reflect.getMetadata(candidate, ProbeHandler) === Probe,
  );
  if (key === undefined) throw new Error('@nestjs/cqrs no longer notes which command a handler handles.');
  return key;
})();

/**
 * What is wrong with the handlers of this process, a sentence each: a command without a handler, with two of them
 * (@nestjs/cqrs only warns), or a handler whose command no codec can rebuild from the queue.
 */
export function checkHandlers(catalog: Catalog, modules: ModulesContainer): string[] {
  const handlers = new Map<unknown, number>();
  for (const module of modules.values())
    for (const { instance } of new Set(module.providers.values())) {
      const handler = (instance as object | undefined)?.constructor;
      const command: unknown = handler && Reflect.getMetadata(HANDLED, handler);
      if (command) handlers.set(command, (handlers.get(command) ?? 0) + 1);
    }
  const faults: string[] = [];
  for (const { name, spec } of catalog.commands) {
    const count = handlers.get(spec.body) ?? 0;
    if (count === 0) faults.push(`The command ${name} has no handler: list its lifecycle in commandHandlersFor of its module.`);
    if (count > 1) faults.push(`The command ${name} has ${count} handlers: list its lifecycle in one module only.`);
  }
  const bodies = new Set<unknown>(catalog.commands.map(({ spec }) => spec.body));
  for (const command of handlers.keys())
    if (!bodies.has(command))
      faults.push(
        `A handler handles ${(command as Type).name}, for which there is no codec: add its lifecycle to the list of the commission.`,
      );
  return faults;
}

/** What is wrong with the reactions: an event or a command that does not exist. */
export function checkReactions(catalog: Catalog, reactions: readonly Reaction[]): string[] {
  return reactions
    .filter(({ on }) => !catalog.eventSpecs.has(on))
    .map(({ name, on }) => `The reaction ${name} waits for ${on}, an event that no lifecycle writes.`);
}
