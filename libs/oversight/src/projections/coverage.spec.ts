import type { Statement } from '#event-log';
import { coverageView } from './coverage.js';

describe('The coverage of a directive', () => {
  it.each([
    'provision.opened',
    'provision.resumed',
    'provision.deadline-extended',
    'provision.deadline-started',
    'provision.deadline-recomputed',
  ] as const)('goes by the deadline that is set by %s', (type) => {
    const due = { dueOn: '2026-03-31', clock: { dueAt: '2026-04-01T06:59:59.999Z' } };
    const statements = [coverageView.on[type]?.({ subjectId: 'provision-1', data: due } as never)].flat();
    const written = statements.flatMap((statement) => (statement as Statement | undefined)?.values ?? []);
    expect(
      written.filter((value) => String(value).includes('"due"')).map((value) => JSON.parse(String(value)) as unknown),
    ).toMatchObject([{ due: { on: '2026-03-31', at: '2026-04-01T06:59:59.999Z' } }]);
  });
});
