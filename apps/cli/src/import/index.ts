import { ProfileError, profileFrom } from '#jurisdiction';
import type { Profile } from '#kernel';
import Table from 'cli-table3';
import { readFileSync } from 'node:fs';
import { CliError, type CliOptions, type CliRun, runningDemo } from '../command.js';
import { check, type Checked, feedType } from './check.js';
import { City, detailOf } from './city.js';
import { Keys, type Line, namesIn, readLines, resolved, told } from './file.js';

/** What became of a record of the file. */
interface RecordReport {
  readonly record: string;
  readonly commands: number;
  entered: number;
  /** Entered by an earlier import of the same line. */
  before: number;
  notSent: number;
  refused?: {
    readonly line: number;
    readonly command: string;
    readonly code: string;
    readonly detail: string;
    readonly commandId?: string;
  };
}

function profileOf(name: string): Profile {
  try {
    return profileFrom(name);
  } catch (error) {
    throw error instanceof ProfileError ? new CliError(`PROFILE cannot be used: ${error.message}`) : error;
  }
}

/** Enters what a file tells of the past, each step a command of the sender's own. */
export const importFile: CliRun = async ([path], options) => {
  if (path === undefined) throw new CliError('Name the file: import FILE.');
  const lines = readLines(textOf(path));
  const city = new City(urlOf(options), tokenOf());
  options.note(`Checking ${lines.length} lines …`);
  const { faults, waits } = await check(lines, city, profileOf(process.env['PROFILE'] ?? 'los-angeles'));
  if (faults.length > 0) {
    if (options.json) options.print(JSON.stringify({ checked: lines.length, faults }));
    else options.print([`Nothing was sent: ${faults.length} lines would be refused.`, ...told(faults)].join('\n'));
    return 1;
  }
  if (options.check) {
    options.print(
      options.json
        ? JSON.stringify({ checked: lines.length, faults })
        : `All ${lines.length} lines can be entered; nothing was sent.`,
    );
    return 0;
  }
  const reports = await new Import(lines, city, waits, options).run();
  options.print(options.json ? JSON.stringify({ checked: lines.length, records: reports }) : tableOf(reports));
  return reports.some(({ refused, notSent }) => refused !== undefined || notSent > 0) ? 1 : 0;
};

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}.`);
  }
}

function urlOf({ url }: CliOptions): string {
  const found = url ?? process.env['PROMULGATE_URL'] ?? runningDemo('url');
  if (found === undefined || !URL.canParse(found))
    throw new CliError('Say where the api is, --url URL; no demo runs here (npm start).');
  return found;
}

function tokenOf(): string {
  const token = process.env['PROMULGATE_TOKEN'];
  if (!token)
    throw new CliError(
      'PROMULGATE_TOKEN is not set: the token of whoever imports. Of the demo: npm run -s token -- commission-staff.',
    );
  return token;
}

class Import {
  private readonly ids = new Map<string, string>();
  private readonly commands = new Map<string, string>();
  private readonly reports = new Map<string, RecordReport>();
  private readonly keys = new Keys();
  /** The command of each line that was taken. */
  private readonly sentAs = new Map<number, string>();
  private sent = 0;

  constructor(
    private readonly lines: readonly Line[],
    private readonly city: City,
    private readonly waits: Checked['waits'],
    private readonly options: Pick<CliOptions, 'note'>,
  ) {
    for (const [record, of] of Map.groupBy(lines, (line) => line.record)) {
      const commands = of.filter(({ kind }) => kind === 'command').length;
      this.reports.set(record, { record, commands, entered: 0, before: 0, notSent: 0 });
    }
  }

  async run(): Promise<readonly RecordReport[]> {
    for (const line of this.lines) {
      const report = this.reportOf(line);
      if (report.refused || namesIn(line).some((name) => !this.ids.has(name))) report.notSent += line.kind === 'command' ? 1 : 0;
      else await this.enter(line, report);
    }
    return [...this.reports.values()];
  }

  private async enter(line: Line, report: RecordReport): Promise<void> {
    if (line.kind === 'use') return void this.ids.set(line.as, idIn(line.use));
    if (line.kind === 'find') {
      const subject = await this.city.followed(feedType(line.find), this.commands.get(line.after) ?? '');
      return void this.ids.set(line.as, idIn(subject));
    }
    await this.awaitWhatFollowed(line.line);
    const body = resolved(line.body, (name) => this.ids.get(name) ?? '');
    const answer = await this.city.send(line.command, body, this.keys.keyOf(line, body));
    this.sent++;
    if (answer.status === 200) {
      const { id, subject } = answer.body as unknown as { id: string; subject: { type: string; id: string } };
      this.sentAs.set(line.line, id);
      if (line.as !== undefined) {
        this.ids.set(line.as, subject.id);
        this.commands.set(line.as, id);
      }
      report[answer.replayed ? 'before' : 'entered']++;
      this.note(line, line.command, `${answer.replayed ? 'was entered before: ' : ''}${subject.type}/${subject.id}`);
    } else {
      const { code, commandId } = answer.body as { code?: string; commandId?: string };
      const refused = {
        line: line.line,
        command: line.command,
        code: code ?? String(answer.status),
        detail: detailOf(answer.body),
      };
      report.refused = { ...refused, ...(commandId === undefined ? {} : { commandId }) };
      this.note(line, line.command, `✗ refused: ${refused.detail}`);
    }
  }

  /** The lines were checked one upon the other, with what followed from each: it is there before the next one is sent. */
  private async awaitWhatFollowed(line: number): Promise<void> {
    for (const [root, entries] of this.waits.get(line) ?? []) {
      const command = this.sentAs.get(root);
      if (command !== undefined) await this.city.settledDown(command, entries);
    }
  }

  private note({ record }: Line, command: string, text: string): void {
    const all = [...this.reports.values()].reduce((sum, { commands }) => sum + commands, 0);
    this.options.note(
      `  ${String(this.sent).padStart(String(all).length)}/${all}  ${record.padEnd(24)} ${command.padEnd(26)} ${text}`,
    );
  }

  private reportOf({ record }: Line): RecordReport {
    const report = this.reports.get(record);
    if (!report) throw new Error(`There is no report of ${record}.`);
    return report;
  }
}

const idIn = (subject: string): string => subject.slice(subject.indexOf('/') + 1);

function tableOf(reports: readonly RecordReport[]): string {
  const table = new Table({
    head: ['record', 'commands', 'entered', 'before', 'not sent', 'refused'],
    colWidths: [28, 10, 9, 8, 10, 60],
    wordWrap: true,
    style: { head: [] },
  });
  for (const { record, commands, entered, before, notSent, refused } of reports)
    table.push([
      record,
      commands,
      entered,
      before,
      notSent,
      refused ? `line ${refused.line}, ${refused.command}\n${refused.code}: ${refused.detail}` : '',
    ]);
  const stopped = reports.filter(({ refused }) => refused);
  const how =
    stopped.length === 0
      ? []
      : ['A refused line is an entry of the log. Mend the line, or its cause and its note, and import the file again.'];
  return [table.toString(), ...how].join('\n');
}
