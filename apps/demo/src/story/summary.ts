import Table from 'cli-table3';
import { Player } from './player.js';
import type { Stage } from './stage.js';

interface Row {
  readonly provisionId: string;
  readonly key: string;
  readonly verb: string;
  readonly disposition: string;
  readonly mixed?: boolean;
  readonly assignments: readonly { readonly department: string }[];
  readonly dueOn?: string;
  readonly overdue: boolean;
  readonly parts?: readonly Row[];
}

interface Entry {
  readonly position: number;
  readonly occurredAt: string;
  readonly actor: string;
  readonly sentence: string;
}

interface Redline {
  readonly parts: readonly { readonly op: 'same' | 'added' | 'removed'; readonly text: string }[];
}

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

const style = { head: [], border: [] };

/** Shows what the log holds: coverage, the way of provision 2, the redline, and where to look further. */
export async function printSummary(stage: Stage): Promise<void> {
  const player = new Player(stage, 0);
  const { baseUrl } = stage;
  const print = (line: string): void => stage.print(line);
  const directive = (await player.get<Listed>('/v1/directives')).items[0];
  if (!directive) return;
  const coverage = await player.get<{ items: readonly Row[] }>(`/v1/coverage?directive=${directive.id}`);
  print('\nCoverage: each provision with its one current disposition\n');
  print(coverageTable(coverage.items));

  const second = coverage.items.find(({ key }) => key === '2');
  if (second) {
    const timeline = await player.get<{ items: readonly Entry[] }>(
      `/v1/trace/provisions/${second.provisionId}/timeline?limit=200`,
    );
    print('\nThe way of provision 2\n');
    print(timelineTable(timeline.items));
  }
  const draft = (await player.get<Listed>('/v1/drafts')).items[0];
  if (draft) {
    const redline = await player.get<Redline>(`/v1/drafts/${draft.id}/diff?from=1&to=2`);
    print('\nRedline of version 1 and version 2 (synthetic)\n');
    print(redlineText(redline));
  }
  print('\nTo open');
  print(`  ${baseUrl}/docs                                 commands and queries`);
  print(`  ${baseUrl}/v1/coverage?directive=${directive.id}`);
  if (second) print(`  ${baseUrl}/v1/trace/provisions/${second.provisionId}`);
  print(`  ${baseUrl}/v1/events                            the log, a page at a time`);
  print(`  ${baseUrl}/problems                             every rule that can refuse`);
  print('\nA token for a role:  npm run -s token -- oversight');
  print(`  curl -H "Authorization: Bearer $(npm run -s token -- oversight)" ${baseUrl}/v1/events`);
}

function coverageTable(rows: readonly Row[]): string {
  const table = new Table({ head: ['provision', 'verb', 'disposition', 'due', 'assigned to'], style });
  const add = (row: Row, indent: string): void => {
    const due = row.dueOn ? `${row.dueOn}${row.overdue ? ' (overdue)' : ''}` : '';
    const disposition = row.mixed ? `${row.disposition} (parts differ)` : row.disposition;
    table.push([
      `${indent}${row.key}`,
      row.verb,
      disposition,
      due,
      row.assignments.map(({ department }) => department).join('\n'),
    ]);
    for (const part of row.parts ?? []) add(part, '  ');
  };
  for (const row of rows) add(row, '');
  return table.toString();
}

function timelineTable(entries: readonly Entry[]): string {
  const table = new Table({
    head: ['#', 'occurred', 'actor', 'what happened'],
    style,
    colWidths: [6, 18, 26, 74],
    wordWrap: true,
  });
  for (const { position, occurredAt, actor, sentence } of entries)
    table.push([position, occurredAt.slice(0, 16).replace('T', ' '), actor.replace(/^reaction:.*/, 'reaction'), sentence]);
  return table.toString();
}

function redlineText({ parts }: Redline): string {
  const sign = { same: ' ', added: '+', removed: '-' } as const;
  return parts
    .flatMap(({ op, text }) =>
      text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `  ${sign[op]} ${line}`),
    )
    .join('\n');
}
