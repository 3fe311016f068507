import type { LedgerCommand, UnitOfWork } from '#event-log';
import type { Provider } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandBody } from './command-body.js';
import { Decisions } from './decision.js';
import type { Lifecycle } from './lifecycle.js';

/** What a command is settled in: the transaction that holds its locks, and its row of the ledger. */
export interface Execution {
  readonly unit: UnitOfWork;
  readonly row: LedgerCommand;
}

/** The bus carries the command alone; what it is executed in travels beside it, and goes when the command goes. */
const executions = new WeakMap<CommandBody, Execution>();

/** Ties a command to the transaction that it is to be settled in, before it is given to the bus. */
export function executeIn(command: CommandBody, execution: Execution): CommandBody {
  executions.set(command, execution);
  return command;
}

/** A `@CommandHandler` of each command of these lifecycles: load, decide, append, settle. */
export function commandHandlersFor(...lifecycles: readonly Lifecycle[]): Provider[] {
  return lifecycles.flatMap(({ commands }) => Object.entries(commands).map(([name, { body }]) => handlerOf(name, body)));
}

function handlerOf(name: string, body: new () => CommandBody): Provider {
  class Handler implements ICommandHandler<CommandBody> {
    constructor(private readonly decisions: Decisions) {}

    async execute(command: CommandBody): Promise<void> {
      const execution = executions.get(command);
      if (!execution) throw new Error(`${name} was given to the bus outside a transaction.`);
      await this.decisions.settle(execution.unit, execution.row);
    }
  }
  Object.defineProperty(Handler, 'name', { value: `${name}-handler` });
  Reflect.defineMetadata('design:paramtypes', [Decisions], Handler);
  CommandHandler(body)(Handler);
  return { provide: Handler, useFactory: (decisions: Decisions) => new Handler(decisions), inject: [Decisions] };
}
