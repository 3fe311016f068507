import Table from 'cli-table3';
import type { Outcome } from './trials.js';

export interface Row {
  readonly trial: string;
  readonly sent: number;
  readonly accepted: number;
  readonly turnedAway: number;
  /** Milliseconds in which 99 of 100 were answered: those that were accepted, and those that were turned away. */
  readonly acceptedP99Ms: number | null;
  readonly turnedAwayP99Ms: number | null;
  readonly recoveredMs: number | null;
  readonly note: string;
  readonly broken: readonly string[];
}

export function rowOf(trial: string, { answers, recoveredMs, note, broken }: Outcome): Row {
  const accepted = answers.filter(({ status }) => status === 202);
  const turnedAway = answers.filter(({ status }) => status === 503 || status === 429);
  return {
    trial,
    sent: answers.length,
    accepted: accepted.length,
    turnedAway: turnedAway.length,
    acceptedP99Ms: p99(accepted.map(({ ms }) => ms)),
    turnedAwayP99Ms: p99(turnedAway.map(({ ms }) => ms)),
    recoveredMs: recoveredMs === undefined ? null : Math.round(recoveredMs),
    note,
    broken: recoveredMs === undefined ? [...broken, 'it did not come back within three minutes'] : broken,
  };
}

function p99(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))];
  return value === undefined ? null : Math.round(value);
}

export function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['trial', 'sent', '202', '503/429', 'p99 of 202', 'p99 of 503', 'back after', '', 'broken'],
    style: { head: [] },
  });
  const ms = (value: number | null) => (value === null ? '–' : `${value} ms`);
  for (const row of rows)
    table.push([
      row.trial,
      row.sent,
      row.accepted,
      row.turnedAway,
      ms(row.acceptedP99Ms),
      ms(row.turnedAwayP99Ms),
      ms(row.recoveredMs),
      row.note,
      row.broken.join('; ') || 'nothing',
    ]);
  return table.toString();
}
