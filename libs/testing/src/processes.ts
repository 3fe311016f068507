import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Waits until a process is gone. False: it is still there when the time is over. */
export async function isGone(pid: number, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(25)) if (!isAlive(pid)) return true;
  return !isAlive(pid);
}

/** Sends one signal after the other, each with its time, until the process is gone. */
export async function endProcess(pid: number, steps: readonly (readonly [NodeJS.Signals, number])[]): Promise<void> {
  for (const [signal, withinMs] of steps) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await isGone(pid, withinMs)) return;
  }
}

/** Sends a signal to a process and its children: PostgreSQL answers by its children. */
export function signalFamily(pid: number, signal: NodeJS.Signals): void {
  const children = existsSync(`/proc/${pid}/task/${pid}/children`)
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    : execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  for (const each of [pid, ...children.trim().split(/\s+/).map(Number)]) if (each > 0) process.kill(each, signal);
}

/** The command line of a running process; undefined where it cannot be told. Tells a process from a later one with its number. */
export function commandLineOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

/**
 * As soon as this process is gone, also when it is killed and can clean up no more: ends the service that `pidFile`
 * names in its first line (-N: the process group N), and removes `folder`. Returns what takes the leash off.
 */
export function leash(folder: string, pidFile: string): () => void {
  const script = `read _
    pid=$(head -n 1 "$2" 2>/dev/null)
    case \${pid#-} in
      '' | *[!0-9]*) ;;
      *) kill -s INT -- "$pid"; sleep 1; kill -s KILL -- "$pid" ;;
    esac 2>/dev/null
    rm -rf -- "$1"`;
  const keeper = spawn('/bin/sh', ['-c', script, 'sh', folder, pidFile], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  keeper.unref();
  (keeper.stdin as unknown as { unref?: () => void }).unref?.();
  keeper.stdin.on('error', () => keeper.kill('SIGKILL'));
  return () => keeper.kill('SIGKILL');
}

/** The code or signal a child ended with, as a word for people. */
export function howItEnded(child: ChildProcess): string {
  return child.signalCode ? `signal ${child.signalCode}` : `code ${child.exitCode}`;
}

/** The last lines of a log file. */
export function tailOf(file: string, lines: number): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}
