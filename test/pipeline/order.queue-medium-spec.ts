import { loadStreams } from '#event-log';
import { openTestbed, type Testbed } from '../support/testbed.js';

describe('Commands on one stream', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await openTestbed();
    await Promise.all([bed.startWorker(), bed.startWorker()]);
  }, 60_000);
  afterAll(() => bed.close(), 30_000);

  const status = (authorityId: string, scope: string) => ({
    authorityId,
    scope,
    status: 'IN_FORCE',
    orderedOn: '2026-02-09',
    effectiveOn: '2026-02-09',
    source: 'synthetic',
  });

  it('run in the order in which they were sent, however many workers answer', async () => {
    const ids: string[] = [];
    const authorities = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { id, subjectId } = await bed.send('register-authority', { citation: 'SB 627', title: 'Facial coverings' });
        ids.push(id);
        for (let nth = 0; nth < 12; nth++)
          ids.push((await bed.send('record-legal-status', status(subjectId, `scope ${nth}`))).id);
        return subjectId;
      }),
    );
    const reports = await bed.settled(ids);
    expect(reports.map((report) => report.status)).toEqual(ids.map(() => 'succeeded'));
    for (const authority of authorities) {
      const stream = (await loadStreams(bed.pool, [`authorities/${authority}`])).get(`authorities/${authority}`);
      const scopes = stream?.events.slice(1).map(({ data }) => (data as { scope: string }).scope);
      expect(scopes).toEqual(Array.from({ length: 12 }, (_, nth) => `scope ${nth}`));
    }
  });

  it('run in that order also when only the last of them was rung for', async () => {
    const created = await bed.send('register-authority', { citation: 'SB 805', title: 'Identification' }, { ring: false });
    const first = await bed.send('record-legal-status', status(created.subjectId, 'first'), { ring: false });
    const last = await bed.send('record-legal-status', status(created.subjectId, 'last'));
    const reports = await bed.settled([created.id, first.id, last.id]);
    const positions = reports.map(({ events }) => events[0]?.position ?? 0);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it('leave no gap in the positions, refusals included', async () => {
    const { id } = await bed.send('record-legal-status', status('01990000-0000-7000-8000-00000000dead', 'nobody'));
    const [report] = await bed.settled([id]);
    expect(report).toMatchObject({
      status: 'rejected',
      rejection: { code: 'no-such-record' },
      events: [{ type: 'command.refused' }],
    });
    const { rows } = await bed.pool.query('select position from log order by position');
    expect(rows.map(({ position }: { position: number }) => position)).toEqual(rows.map((_, index) => index + 1));
    const { rows: streams } = await bed.pool.query("select id from streams where id like '%dead'");
    expect(streams).toEqual([]);
  });
});
