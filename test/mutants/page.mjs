/** What a run found, as figures by folder, as a table for a terminal and as docs/mutants.md. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonFor, unneeded } from './reasons.mjs';

export const LEAST_PERCENT = 85;
const FIGURES = 'docs/mutants.json';
const PAGE = 'docs/mutants.md';
const oneLine = (text) => text.replaceAll(/\s+/g, ' ').trim();

/** The figures of a domain folder: what was killed of what could be, and the survivors with the reasons given for them. */
export function figuresOf(folder, mutants) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, endless] = [count('Killed'), count('Timeout')];
  const survivors = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ file, line, on, mutator, was, becomes, status }) => {
      const place = { file, on: oneLine(on), was: oneLine(was), becomes: oneLine(becomes) };
      return { ...place, line, mutator, reached: status === 'Survived' };
    })
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  const score = scoreOf(killed + endless, survivors.length);
  return { folder, score, killed, endless, words: count('Ignored'), uncompiled: count('CompileError'), survivors };
}

/** In percent, with one place; rounded down, so that no survivor is rounded away. */
const scoreOf = (killed, survived) => (killed + survived === 0 ? 100 : Math.floor((1000 * killed) / (killed + survived)) / 10);

const HEADINGS = ['Domain folder', 'Score', 'Killed', 'Endless', 'Survived', 'Words', 'Not compiled'];
const cellsOf = ({ folder, score, killed, endless, survivors, words, uncompiled }) =>
  [folder, `${score.toFixed(1)} %`, killed, endless, survivors.length, words, uncompiled].map(String);

function totalOf(folders) {
  const sum = (figure) => folders.reduce((total, one) => total + figure(one), 0);
  const survivors = folders.flatMap((one) => one.survivors);
  const [killed, endless] = [sum((one) => one.killed), sum((one) => one.endless)];
  const score = scoreOf(killed + endless, survivors.length);
  return {
    folder: 'All',
    score,
    killed,
    endless,
    survivors,
    words: sum((one) => one.words),
    uncompiled: sum((one) => one.uncompiled),
  };
}

/** The figures in columns, for a terminal. */
export function tableOf(folders) {
  const rows = [HEADINGS, ...[...folders, totalOf(folders)].map(cellsOf)];
  const widths = HEADINGS.map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  '))
    .join('\n');
}

/** What was found before, by folder. */
export function figuresBefore(root) {
  const file = join(root, FIGURES);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** With the reason of each survivor, as it is given now, and the reasons that have no survivor any more. */
export function explained(folders) {
  return folders.map(({ survivors, ...figures }) => ({
    ...figures,
    survivors: survivors.map((one) => ({ ...one, reason: reasonFor(one) })),
    stale: unneeded(figures.folder, survivors),
  }));
}

/** Writes the page, with what was found now in the place of what was before. */
export function writePage(root, folders) {
  const now = folders.map((one) => one.folder);
  const all = [...figuresBefore(root).filter(({ folder }) => !now.includes(folder)), ...folders].sort((a, b) =>
    a.folder < b.folder ? -1 : 1,
  );
  writeFileSync(join(root, FIGURES), `${JSON.stringify(all, null, 2)}\n`);
  const untried = globSync('libs/*/src/domain', { cwd: root }).filter((folder) => !all.some((one) => one.folder === folder));
  writeFileSync(join(root, PAGE), pageOf(explained(all), untried.sort()));
}

const code = (text) => `\`\`${text.length > 160 ? `${text.slice(0, 157)}…` : text || ' '}\`\``.replaceAll('|', '\\|');

function pageOf(folders, untried) {
  return `# Mutants of the domain

Written by \`npm run mutants\`, which changes the domain folders in each way that [Stryker](https://stryker-mutator.io) knows, one change at a time, and runs the folder's specs: a mutant that makes one of them fail is killed, one that none of them notices has survived. Do not edit it by hand: a survivor's reason goes into \`test/mutants/reasons.mjs\`, which belongs to one place. The command fails where a folder's score is below ${LEAST_PERCENT} %, where a survivor has no reason, and where a reason has no survivor any more.

The score is what was killed, or ran without end, of all that compile. Two kinds are not counted: **words** for people (the sentence and remedy of a rule, the detail of a refusal, the message of a fault), which may be put better at any time and which nothing goes by, with what is worked out for them alone, while codes, statuses, numbers and settings are mutated as all else; and survivors that **do not compile**, which can never run.

| ${HEADINGS.join(' | ')} |
|---|${'---:|'.repeat(HEADINGS.length - 1)}
${[...folders, totalOf(folders)].map((one) => `| ${cellsOf(one).join(' | ')} |`).join('\n')}
${untried.length > 0 ? `\nNot tried yet: ${untried.join(', ')}.\n` : ''}
${folders
  .filter(({ survivors }) => survivors.length > 0)
  .map(sectionOf)
  .join('\n\n')}
`;
}

function sectionOf({ folder, survivors }) {
  const rows = survivors.map(
    ({ file, line, was, becomes, reason }) =>
      `| ${file.slice(folder.length + 1)}:${line} | ${code(was)} | ${code(becomes)} | ${reason ?? 'a test is wanting'} |`,
  );
  return `## ${folder}\n\n| Where | What was | What it became | Why it lives |\n|---|---|---|---|\n${rows.join('\n')}`;
}
