/** What tests of incidents stand on: a workshop, an administrator who ends incidents by a word, and what is then on record of that. */
import { type Incident, type IncidentFilter, listIncidents, type StopSettings } from '#event-log';
import pg from 'pg';
import { program } from './notebooks.js';
import { eventually, openWorkshop, type Workshop } from './workshop.js';

/** Few tries, and then none for as long as a test takes: what heals here was replayed, skipped or is another process. */
export const STOPS: StopSettings = { tries: 3, firstMs: 20, slowMs: 600_000 };

export interface Outcome {
  readonly status: string;
  readonly code: string | undefined;
}
export const DONE: Outcome = { status: 'succeeded', code: undefined };
export const refusedBy = (code: string): Outcome => ({ status: 'rejected', code });

export class IncidentStage {
  /** What the breaking view, or reaction, cannot digest while the program is broken: another text in each test. */
  poison = '';
  /** The end of the log before a test. */
  start = 0;

  private constructor(
    readonly workshop: Workshop,
    readonly owner: pg.Client,
  ) {}

  static async open(): Promise<IncidentStage> {
    const workshop = await openWorkshop();
    const owner = new pg.Client({ connectionString: workshop.ownerUrl, options: '-c search_path=promulgate,views' });
    await owner.connect();
    return new IncidentStage(workshop, owner);
  }

  async close(): Promise<void> {
    program.broken = true;
    await this.owner.end();
    await this.workshop.close();
  }

  /** Before a test: the program is broken, and nothing has happened that a consumer has not seen. */
  async clear(): Promise<void> {
    program.broken = true;
    this.start = await this.whole('select coalesce(max(position), 0) as whole from log');
    this.poison = `poison behind ${this.start}`;
    await this.owner.query(`delete from incidents; delete from skipped_positions;
      update checkpoints set position = (select coalesce(max(position), 0) from log) where consumer ~ '-notes$|-break-on-it$|-index-it$'`);
  }

  /** The one number that a statement answers with, as `whole`. */
  async whole(statement: string): Promise<number> {
    return (await this.owner.query<{ whole: number }>(statement)).rows[0]?.whole ?? 0;
  }

  async incidents(filter: IncidentFilter = { state: 'OPEN' }): Promise<Incident[]> {
    return (await listIncidents(this.workshop.pool, filter, 100)).map(({ incident }) => incident);
  }

  /** The open incident of its kind, once there is one. */
  incidentOf(kind: Incident['kind']): Promise<Incident> {
    return eventually(async () => (await this.incidents({ state: 'OPEN', kind }))[0]);
  }

  /** The open incident of its kind, once so many more workers have met it, each of which waits from then on. */
  triedBy(more: number, kind: Incident['kind']): Promise<Incident> {
    return eventually(async () =>
      (await this.incidents({ state: 'OPEN', kind })).find(({ tries }) => tries === STOPS.tries + more),
    );
  }

  /** An administrator's step on an incident. */
  async step(name: string, { id }: Pick<Incident, 'id'>): Promise<Outcome> {
    const sender = { actor: 'administrator-1', performedBy: 'administrator-1' };
    const row = await this.workshop.put(name, { incidentId: id, reason: 'it was mended' }, sender);
    await this.workshop.settler().answer(row.stream, undefined);
    const [report] = await this.workshop.settled([row.id]);
    return { status: report?.status ?? 'none', code: report?.rejection?.code };
  }

  /** The entries on an incident, with who made them. */
  async entriesOf({ id }: Pick<Incident, 'id'>): Promise<unknown[]> {
    const { rows } = await this.workshop.pool.query<{ type: string; actor: string; data: string }>(
      `select e.type, e.actor, d.data from log l join events e using (global_position) join event_data d using (stream, version)
       where e.stream = $1 order by l.position`,
      [`incidents/${id}`],
    );
    return rows.map(({ type, actor, data }) => ({ type, actor, data: JSON.parse(data) as unknown }));
  }

  /** Notes, each the next entry of a notebook of its own; answers their positions. */
  async addNotes(...texts: string[]): Promise<number[]> {
    const positions = [];
    for (const text of texts) {
      const notebookId = await this.workshop.notebook();
      const { id } = await this.workshop.perform('add-note', { notebookId, text });
      const [report] = await this.workshop.settled([id]);
      positions.push(report?.events[0]?.position ?? 0);
    }
    return positions;
  }
}
