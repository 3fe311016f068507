/** What directives, their provisions, requests and reports wait for. */
import type { DirectiveView, ProvisionView } from '#directives';
import type { BoardReportView, RequestView } from '#requests';
import { type Awaited, ENDED, isOnNoAgenda, type Machine, type Waiting } from './waiting.js';

const ENDED_PROVISION = `('SATISFIED', 'WITHDRAWN', 'DECLINED', 'SUPERSEDED')`;

const directives: Waiting<DirectiveView['status']> = {
  REGISTERED: [{ command: 'activate-directive' }],
  ACTIVE: [
    {
      command: 'close-directive',
      // Each provision has ended; a divided one where all the parts that it announces were entered, each of which is a row too.
      if: `exists (select from provisions o where o.directive_id = r.id)
           and not exists (select from provisions o where o.directive_id = r.id and (case o.status
             when 'DIVIDED' then jsonb_array_length(o.parts) > (select count(*) from provisions e where e.part_of = o.id)
             else o.status not in ${ENDED_PROVISION} end))`,
    },
  ],
  CLOSED: ENDED,
  SUPERSEDED: ENDED,
  RESCINDED: ENDED,
};

const DIRECTED = `r.verb = 'DIRECT'`;
const NOT_DIRECTED = `r.verb <> 'DIRECT'`;
const due = { clock: `'provision-due'` };
const ASSIGNED = `(select array_agg(each ->> 'department') from jsonb_array_elements(r.assignments) each)`;
const SUBMITTERS = `(select array_agg(each ->> 'submittedBy') from jsonb_array_elements(r.evidence) each where each ? 'submittedBy')`;
/** As `legalStatusOn` has it: the latest status that is effective, and of one day the last that was recorded. */
const LAW_LETS_GO = `exists (select from authorities a where a.id = (r.hold ->> 'authorityId')::uuid and (
    select status ->> 'status' from jsonb_array_elements(a.standing) with ordinality as recorded (status, nth)
    where status ->> 'scope' = r.hold ->> 'scope' and (status ->> 'effectiveOn')::date <= asked.today
    order by status ->> 'effectiveOn' desc, nth desc limit 1) not in ('ENJOINED', 'STAYED'))`;

/** As {@link LAW_LETS_GO}, for the status that a deadline waits for. */
const LAW_STARTS_IT = `exists (select from authorities a where a.id = (r.awaits ->> 'authorityId')::uuid and (
    select status ->> 'status' from jsonb_array_elements(a.standing) with ordinality as recorded (status, nth)
    where status ->> 'scope' = r.awaits ->> 'scope' and (status ->> 'effectiveOn')::date <= asked.today
    order by status ->> 'effectiveOn' desc, nth desc limit 1) = r.awaits ->> 'status')`;
const CONFIRM: Awaited = { command: 'confirm-deadline-start', if: LAW_STARTS_IT };

/** What was directed is the Mayor's liaison's, what was requested or advised the staff's (domain: `provision-of-another-office`). */
function byOffice(step: Awaited): readonly Awaited[] {
  return [
    { ...step, roles: ['mayor-liaison'], if: DIRECTED },
    { ...step, roles: ['commission-staff'], if: NOT_DIRECTED },
  ];
}

const provisions: Waiting<ProvisionView['status']> = {
  OPEN: [...byOffice({ command: 'assign-provision', due }), CONFIRM],
  ASSIGNED: [
    { command: 'start-provision', roles: ['department-liaison'], onlyDepartments: ASSIGNED, due },
    ...byOffice({ command: 'start-provision', due }),
    CONFIRM,
  ],
  IN_PROGRESS: [
    { command: 'submit-evidence', roles: ['department-liaison'], onlyDepartments: ASSIGNED, due },
    { command: 'submit-evidence', roles: ['commission-staff'], if: NOT_DIRECTED, due },
    CONFIRM,
  ],
  EVIDENCE_SUBMITTED: [...byOffice({ command: 'verify-provision', or: ['return-evidence'], notBy: SUBMITTERS, due }), CONFIRM],
  LEGAL_HOLD: [{ command: 'release-legal-hold', if: LAW_LETS_GO }],
  DIVIDED: 'Its parts carry the work.',
  SATISFIED: ENDED,
  DECLINED: ENDED,
  WITHDRAWN: ENDED,
  SUPERSEDED: ENDED,
};

const toBePlaced = (
  column: 'request_id' | 'board_report_id',
  notedBy: 'note-request-agendized' | 'note-report-agendized',
): readonly Awaited[] => [
  { command: 'place-item', on: 'meetings', roles: ['commission-staff'], notedBy, if: isOnNoAgenda(column) },
];

const boardReports: Waiting<BoardReportView['status']> = {
  RECEIVED: toBePlaced('board_report_id', 'note-report-agendized'),
  AGENDIZED: toBePlaced('board_report_id', 'note-report-agendized'),
  DISPOSED: ENDED,
};

const PROVISION_GONE = `exists (select from provisions p where p.id = r.provision_id and p.status in ('WITHDRAWN', 'DECLINED', 'SUPERSEDED'))`;
/** One whose provision was taken away before requests went with it still stands: it is withdrawn, not taken to the Board. */
const pending: readonly Awaited[] = [
  ...toBePlaced('request_id', 'note-request-agendized').map((step) => ({ ...step, if: `${step.if} and not ${PROVISION_GONE}` })),
  { command: 'withdraw-request', if: PROVISION_GONE },
];
const OPEN_DRAFT = { command: 'open-draft', on: 'drafts', notedBy: 'note-response-begun' };
const requests: Waiting<RequestView['status']> = {
  DRAFTED: pending,
  AGENDIZED: pending,
  ISSUED: [{ command: 'acknowledge-request' }],
  ACKNOWLEDGED: [OPEN_DRAFT],
  IN_RESPONSE: [
    {
      ...OPEN_DRAFT,
      if: `not exists (select from drafts d where d.request_id = r.id and d.status not in ('WITHDRAWN', 'NOT_ADOPTED'))`,
    },
  ],
  RESPONDED: [{ command: 'close-request', or: ['return-request'] }],
  RETURNED: [OPEN_DRAFT],
  CLOSED: ENDED,
  NOT_ADOPTED: ENDED,
  WITHDRAWN: ENDED,
};

export const MACHINES_OF_DIRECTIVES: readonly Machine[] = [
  {
    record: 'authorities',
    from: 'authorities r',
    state: `'REGISTERED'`,
    label: 'r.citation',
    waiting: { REGISTERED: 'It stands; a status is entered when it is ordered.' },
  },
  { record: 'directives', from: 'directives r', state: 'r.status', label: 'r.label', waiting: directives },
  {
    record: 'provisions',
    from: 'provisions r join directives d on d.id = r.directive_id',
    state: 'r.status',
    label: `'Provision ' || r.key || ', ' || d.label`,
    waiting: provisions,
  },
  {
    record: 'board-reports',
    from: 'board_reports r',
    state: 'r.status',
    label: `r.bpc_number || ', ' || r.title`,
    waiting: boardReports,
  },
  { record: 'requests', from: 'requests r', state: 'r.status', label: 'r.title', waiting: requests },
];
