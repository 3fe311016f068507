import type { CliCommand } from '../command.js';
import { continueCommand } from './continue.js';
import { keyCommand, rotateCommand } from './keys.js';

/** What is done to the signing of the log by hand, on the machine of its worker. */
export const logCommands: readonly CliCommand[] = [keyCommand, rotateCommand, continueCommand];
