/** The pictures and the table of docs/processes, from the tables that the deciders go by. */
import { Graphviz } from '@hpcc-js/wasm-graphviz';
import type { CatalogCommand, Lifecycle } from '#command-queue';
import type { Role, Transition } from '#kernel';

/** A state machine with the name that its picture goes by. */
interface Machine {
  readonly file: string;
  readonly title: string;
  readonly transitions: Readonly<Record<string, Transition>>;
}

/** The folder's files, by their names. */
export async function processFiles(
  lifecycles: readonly Lifecycle[],
  commands: readonly CatalogCommand[],
): Promise<ReadonlyMap<string, string>> {
  const graphviz = await Graphviz.load();
  const machines = lifecycles.map((lifecycle) => [lifecycle, machinesOf(lifecycle)] as const);
  const pictures = machines.flatMap(([, those]) =>
    those.map((machine) => [`${machine.file}.svg`, pictureOf(machine, graphviz)] as const),
  );
  return new Map([
    ...pictures,
    ['README.md', pageFor(machines, commands, MARKDOWN)],
    ['index.html', htmlPage(pageFor(machines, commands, HTML))],
  ]);
}

function machinesOf({ decider: { streamType }, transitions, parts }: Lifecycle): Machine[] {
  return [
    { file: streamType, title: titleOf(streamType), transitions },
    ...Object.entries(parts).map(([part, table]) => ({
      file: `${streamType}.${part}`,
      title: `${titleOf(streamType)}: ${part}`,
      transitions: table,
    })),
  ];
}

const titleOf = (streamType: string): string => {
  const words = streamType.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A step that leaves every state as it is draws no arrow: there would be one at each state. */
const changesNothing = ({ from, to }: Transition): boolean =>
  from.length === to.length && from.every((state) => to.includes(state));

function pictureOf({ title, transitions }: Machine, graphviz: Graphviz): string {
  const arrows = new Map<string, string[]>();
  const states = new Set<string>();
  for (const [name, step] of Object.entries(transitions)) {
    for (const state of [...step.from, ...step.to]) states.add(state);
    if (changesNothing(step) && step.from.length > 1) continue;
    for (const from of step.from)
      // Where a step may leave the state as it is, it leads to others from the other states only.
      for (const to of step.to.includes(from) ? [from] : step.to) {
        const arrow = `"${from}" -> "${to}"`;
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), name]);
      }
  }
  const nodes = [...states].map((state) => (state === 'none' ? '"none" [shape=point, label=""]' : `"${state}"`));
  const edges = [...arrows].map(([arrow, names]) => `${arrow} [label="${names.map((name) => `${name}  `).join('\\n')}"]`);
  const dot = `digraph "${title}" {
    graph [rankdir=TB, bgcolor=white, pad=0.3, nodesep=0.5, ranksep=0.6, fontname="Helvetica"]
    node [shape=box, style="rounded", fontname="Helvetica", fontsize=11, margin="0.15,0.08"]
    edge [fontname="Helvetica", fontsize=9, arrowsize=0.7, color="#555555"]
    ${[...nodes, ...edges].join(';\n    ')}
  }`;
  // Its first lines name the program and its version: a picture is the same whatever drew it.
  return `${graphviz
    .dot(dot)
    .replace(/^[\s\S]*?(?=<svg)/, '')
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')}`;
}

/** How a page is written down: in Markdown for the repository, in HTML for those whom the api serves it to. */
interface Writing {
  heading(level: number, text: string): string;
  text(words: string): string;
  picture(file: string, title: string): string;
  table(head: readonly string[], rows: readonly (readonly string[])[]): string;
  code(words: string): string;
}

const MARKDOWN: Writing = {
  heading: (level, text) => `${'#'.repeat(level)} ${text}\n`,
  text: (words) => `${words}\n`,
  picture: (file, title) => `![${title}](${encodeURI(file)})\n`,
  table: (head, rows) =>
    [head, head.map(() => '---'), ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')))]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n') + '\n',
  code: (words) => `\`${words}\``,
};

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const HTML: Writing = {
  heading: (level, text) => `<h${level}>${escaped(text)}</h${level}>`,
  text: (words) => `<p>${escaped(words)}</p>`,
  picture: (file, title) => `<img src="/docs/processes/${encodeURI(file)}" alt="${escaped(title)}">`,
  table: (head, rows) =>
    `<table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>\n${rows
      .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
      .join('\n')}\n</tbody></table>`,
  code: (words) => `<code>${escaped(words)}</code>`,
};

function pageFor(
  machines: readonly (readonly [Lifecycle, readonly Machine[]])[],
  commands: readonly CatalogCommand[],
  write: Writing,
): string {
  const parts = machines.flatMap(([lifecycle, those]) => [
    write.heading(2, titleOf(lifecycle.decider.streamType)),
    ...those.flatMap((machine) => [
      ...(machine.transitions === lifecycle.transitions ? [] : [write.heading(3, machine.title)]),
      write.picture(`${machine.file}.svg`, `The states of ${machine.title}`),
      ...stayingSteps(machine, write),
    ]),
    tableOf(
      commands.filter((command) => command.lifecycle === lifecycle),
      write,
    ),
  ]);
  return [
    write.heading(1, 'Processes'),
    write.text(
      'Written by npm run processes from the tables that the software decides by; not to be edited by hand. Anything that is not listed is refused, and an authenticated refusal is recorded.',
    ),
    ...parts,
  ].join('\n');
}

function stayingSteps({ transitions }: Machine, write: Writing): string[] {
  const names = Object.entries(transitions).flatMap(([name, step]) =>
    changesNothing(step) && step.from.length > 1 ? [name] : [],
  );
  return names.length === 0
    ? []
    : [write.text(`Without an arrow, since they can leave each state as it is: ${names.join(', ')}.`)];
}

function tableOf(commands: readonly CatalogCommand[], write: Writing): string {
  const rows = commands.map(({ name, spec }) => [
    write.code(name),
    spec.roles.map(roleName).join(', '),
    spec.states.map((state) => (state === 'none' ? 'a new record' : state)).join(', '),
    spec.rules.map(({ code }) => write.code(code)).join(' ') || '–',
  ]);
  return write.table(['Command', 'Who', 'From', 'Rules that can refuse it'], rows);
}

const roleName = (role: Role): string => (role === 'system' ? 'reaction or clock' : role);

const htmlPage = (body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Processes</title>
<link rel="stylesheet" href="/docs/processes/processes.css"></head>
<body>
${body}
</body>
</html>
`;
