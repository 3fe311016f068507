import { setTimeout as sleep } from 'node:timers/promises';
import { SettingsError } from './settings-error.js';
import { StartRefused } from './start.js';

/** Exit codes of sysexits.h: the configuration is at fault, or a service that this process needs. */
const EX_CONFIG = 78;
const EX_UNAVAILABLE = 69;
/** Together below the 10 s that a process has to end in: what hangs is cut off first, and given up then. */
const CUT_AFTER_MS = 7_000;
const GIVE_UP_AFTER_MS = 9_000;

/** A process that runs until it is told to end. */
export interface Service {
  /** Takes requests from here on. */
  listen(): Promise<unknown>;
  /** Resolves where this process turns out to be one that must not run. */
  readonly refused: Promise<StartRefused>;
  /** Finishes what is under way, takes nothing new, and lets go of everything. */
  close(): Promise<void>;
  /** Breaks the connections on which something may be waited for in vain, so that `close` comes to its end. */
  cut(): void;
  log(fields: object, message: string): void;
}

/**
 * Runs a service as this process: a refusal to start or a wrong setting ends it with code 78 and its message alone, any other fault at start
 * with 69. SIGTERM and SIGINT drain it: code 0 where everything that was under way has ended by itself, 69 where something had to be cut off;
 * within 10 s either way.
 */
export async function runService(open: () => Promise<Service>): Promise<void> {
  const told = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        resolve(signal);
      });
  });
  try {
    const opening = open();
    const service = await Promise.race([opening, told.then(() => undefined)]);
    if (!service) return end(0);
    const listening = service.listen();
    listening.catch(() => undefined);
    void told.then(async (signal) => end(await drain(service, signal)));
    await listening;
    const refusal = await Promise.race([service.refused, told.then(() => undefined)]);
    if (refusal) throw refusal;
  } catch (error) {
    const expected = error instanceof StartRefused || error instanceof SettingsError;
    process.stderr.write(`${expected ? (error as Error).message : String((error as Error).stack)}\n`);
    end(expected ? EX_CONFIG : EX_UNAVAILABLE);
  }
}

function end(code: number): void {
  process.exit(code);
}

/** The code to end with. */
async function drain(service: Service, signal: string): Promise<number> {
  const began = performance.now();
  service.log({ signal }, 'draining: what is under way is finished, nothing new is taken');
  const closed = service.close().then(
    () => 0,
    (error: unknown) => {
      service.log({ err: error }, 'draining met a fault');
      return EX_UNAVAILABLE;
    },
  );
  const left = Symbol('left');
  const inTime = await Promise.race([closed, sleep(CUT_AFTER_MS, left, { ref: false })]);
  const ms = () => Math.round(performance.now() - began);
  if (typeof inTime === 'number') {
    service.log({ ms: ms() }, 'drained');
    return inTime;
  }
  service.log({ ms: ms() }, 'draining takes too long: what is still under way is cut off; the ledger has all that was accepted');
  service.cut();
  await Promise.race([closed, sleep(GIVE_UP_AFTER_MS - CUT_AFTER_MS)]);
  return EX_UNAVAILABLE;
}

/** Why nothing can listen at an address, as a refusal to start; undefined for any other fault. `setting` names the port's. */
export function cannotListen(
  { host, port, setting }: { readonly host: string; readonly port: number; readonly setting: string },
  error: unknown,
): StartRefused | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return new StartRefused(`Port ${port} of ${host} is in use: stop what uses it, or set ${setting} to another one.`);
  if (code === 'EACCES')
    return new StartRefused(`Port ${port} of ${host} may not be used by this user: set ${setting} to one above 1023.`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartRefused(`This machine has no address ${host}: correct HOST.`);
  return undefined;
}
