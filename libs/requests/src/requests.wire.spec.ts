import type { FactReader } from '#command-queue';
import type { Provision } from '#directives';
import { type BoardReport, BPC_NUMBER_TAKEN } from './domain/board-report.js';
import { boardReportLifecycle } from './board-reports.wire.js';
import { boardReportsView } from './projections/board-reports.js';
import { requestsView } from './projections/requests.js';
import { requestLifecycle } from './requests.wire.js';

/** Reads the records of a test: each by its stream. */
function reader(records: Readonly<Record<string, unknown>>): FactReader {
  return {
    state: ({ streamType }: { streamType: string }, id: string) => Promise.resolve(records[`${streamType}/${id}`]),
    nextNumber: (series: string) => Promise.resolve(series === 'bpc/26' ? 124 : 1),
  } as unknown as FactReader;
}

const report: BoardReport = { status: 'RECEIVED', bpcNumber: 'BPC #26-0123' };
const provisionAt = (status: string) => ({ status, directiveId: 'd', key: '2', verb: 'REQUEST' }) as Provision;

describe('What a Board report’s decision reads and takes', () => {
  const facts = boardReportLifecycle.commands['register-board-report']?.facts;
  const read = reader({ 'board-reports/1': report });

  it('is the next serial of the year of the report, where the paper has no number', async () => {
    expect(await facts?.(read, { reportedOn: '2026-03-03' }, undefined)).toEqual({ nextSerial: 124 });
    expect(await facts?.(read, { reportedOn: '2027-01-05' }, undefined)).toEqual({ nextSerial: 1 });
    expect(await facts?.(read, { reportedOn: '2026-03-03', bpcNumber: 'BPC #26-0200' }, undefined)).toEqual({});
  });

  it('is whether the report that it follows is there', async () => {
    const data = { reportedOn: '2026-03-03', bpcNumber: 'BPC #26-0200' };
    expect(await facts?.(read, { ...data, follows: '1' }, undefined)).toEqual({ followsKnown: true });
    expect(await facts?.(read, { ...data, follows: '2' }, undefined)).toEqual({ followsKnown: false });
  });

  it('is its serial, once in the series of its year', () => {
    const claims = boardReportLifecycle.events['board-report.received']?.claims;
    expect(claims?.({ series: 'bpc/26', serial: 123 }, 'r')).toEqual([{ scope: 'bpc/26', key: '123', rule: BPC_NUMBER_TAKEN }]);
    expect(claims?.({ bpcNumber: 'BPC #26-0123' }, 'r')).toEqual([]);
  });
});

describe('What the log takes from a request', () => {
  it('is its place under its provision, where the end of that finds it', () => {
    expect(requestLifecycle.events['request.opened']?.claims?.({ provisionId: 'ABC' }, 'request-1')).toMatchObject([
      { scope: 'requests-of-provision/abc', key: 'request-1' },
    ]);
  });
});

describe('What a request’s decision reads', () => {
  const facts = requestLifecycle.commands['open-request']?.facts;
  const data = { provisionId: '2', boardReportId: '1' };

  it.each([
    ['OPEN', true],
    ['ASSIGNED', true],
    ['IN_PROGRESS', true],
    ['EVIDENCE_SUBMITTED', true],
    ['LEGAL_HOLD', true],
    ['DIVIDED', false],
    ['SATISFIED', false],
    ['WITHDRAWN', false],
    ['DECLINED', false],
    ['SUPERSEDED', false],
  ])('is its provision, that is %s and so may be requested: %s', async (status, open) => {
    const read = reader({ 'provisions/2': provisionAt(status), 'board-reports/1': report });
    expect(await facts?.(read, data, undefined)).toEqual({
      provision: { key: '2', verb: 'REQUEST', status, open },
      boardReport: { bpcNumber: 'BPC #26-0123' },
    });
  });

  it('is nothing where the two are not there', async () => {
    expect(await facts?.(reader({}), data, undefined)).toEqual({});
  });
});

describe('The views', () => {
  it('follow every event, so that their version is the record’s', () => {
    expect(Object.keys(requestsView.on).sort()).toEqual(Object.keys(requestLifecycle.events).sort());
    expect(Object.keys(boardReportsView.on).sort()).toEqual(Object.keys(boardReportLifecycle.events).sort());
  });
});
