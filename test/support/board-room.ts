/** A Board of three members that meets on a testbed: what tests of its votes need around them. */
import type { CommandReport } from '#event-log';
import type { Role } from '#kernel';
import type { Testbed } from './testbed.js';

export const MEMBERS = ['ana', 'ben', 'cho'];
const STARTS_AT = '2026-03-31T16:30:00.000Z';
const BEFORE = '2026-03-02T18:00:00.000Z';

/** So many minutes after the start of the meeting. */
export const minute = (minutes: number): string => new Date(Date.parse(STARTS_AT) + minutes * 60_000).toISOString();

interface By {
  readonly actor?: string;
  readonly role?: Role;
}

export class BoardRoom {
  constructor(private readonly bed: Testbed) {}

  /** Sends a command that has to succeed; answers with its record's id. */
  async done(name: string, body: Record<string, unknown>, occurredAt = BEFORE, by: By = {}): Promise<string> {
    const { id, subjectId } = await this.bed.send(name, body, { occurredAt, ...by, performedBy: by.actor ?? 'tester' });
    const [report] = await this.bed.settled([id]);
    expect(report).toMatchObject({ name, status: 'succeeded' });
    return subjectId;
  }

  /** What became of a command that may be refused. */
  async tried(name: string, body: Record<string, unknown>, occurredAt = BEFORE): Promise<CommandReport | undefined> {
    const { id } = await this.bed.send(name, body, { occurredAt });
    return (await this.bed.settled([id]))[0];
  }

  directive(): Promise<string> {
    return this.done('register-directive', { number: 1, label: 'synthetic', issuedBy: 'synthetic', signedOn: '2026-03-01' });
  }

  provision(directiveId: string, key: string, verb = 'REQUEST'): Promise<string> {
    return this.done('add-provision', { directiveId, key, verb, addressee: 'Board', text: 'synthetic' });
  }

  async request(provisionId: string): Promise<string> {
    const report = { from: 'EXECUTIVE_DIRECTOR', title: 'synthetic', reportedOn: '2026-03-02' };
    const boardReportId = await this.done('register-board-report', report);
    return this.done('open-request', { provisionId, boardReportId, title: 'synthetic', asks: ['synthetic'] });
  }

  /** The id of a regular meeting with these action items, by number, posted so many hours before it: comment is heard, and each is moved. */
  async meeting(items: Readonly<Record<string, object>>, hours: number): Promise<string> {
    const boardId = await this.done('constitute-board', { name: 'synthetic' });
    for (const [at, holder] of MEMBERS.entries())
      await this.done('fill-seat', { boardId, seat: at + 1, holder, name: holder, from: '2025-07-01' });
    const called = { boardId, kind: 'REGULAR', startsAt: STARTS_AT, place: 'synthetic' };
    const meetingId = await this.done('schedule-meeting', called);
    for (const [number, item] of Object.entries(items))
      await this.done('place-item', { meetingId, number, title: 'synthetic', kind: 'ACTION', section: 'REGULAR', ...item });
    await this.done('post-agenda', { meetingId, evidence: { locations: ['synthetic'] } }, minute(-60 * hours));
    for (const item of Object.values(items))
      if ('requestId' in item) await this.eventOf('request.agendized', String(item.requestId));
    await this.done('convene-meeting', { meetingId }, STARTS_AT);
    for (const member of MEMBERS) await this.done('record-attendance', { meetingId, member, change: 'ARRIVED' }, minute(1));
    await this.done('record-comment-heard', { meetingId, speakers: 0 }, minute(10));
    for (const number of Object.keys(items))
      await this.done('record-motion', { meetingId, items: [number], mover: 'ana' }, minute(20));
    return meetingId;
  }

  /** A vote of all members for an item. */
  vote(meetingId: string, number: string): Promise<CommandReport | undefined> {
    const votes = MEMBERS.map((member) => ({ member, vote: 'AYE' }));
    return this.tried('record-roll-call', { meetingId, items: [number], votes }, minute(30));
  }

  /** The data of the first event of its kind on the record of this id, or that names it, once it is there. */
  async eventOf(type: string, id: string): Promise<Record<string, unknown>> {
    const [event] = await this.until(async () => {
      const { rows } = await this.bed.pool.query<{ stream: string; data: Record<string, unknown> }>(
        `select e.stream, d.data::json as data from events e join event_data d using (stream, version)
         where e.type = $1 and (split_part(e.stream, '/', 2) = $2 or d.data like '%' || $2 || '%')`,
        [type, id],
      );
      return rows;
    });
    return event ? { ...event.data, id: event.stream.slice(event.stream.indexOf('/') + 1) } : {};
  }

  /** The rows of a query, as soon as it finds some. */
  async until<Row>(rows: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
    for (let tries = 0; tries < 400; tries++) {
      const found = await rows();
      if (found.length > 0) return found;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('It did not come to that.');
  }
}
