/** What orders, report-backs, corrections, delegations, incidents, readings, webhooks and continuations wait for. */
import type { AssertionView, CorrectionView } from '#corrections';
import type { DelegationView } from '#delegations';
import type { IncidentState } from '#event-log';
import type { OrderView } from '#orders';
import type { ReportBackView } from '#report-backs';
import type { WebhookView } from '#webhooks';
import { type Awaited, ENDED, isOnNoAgenda, type Machine, type Waiting } from './waiting.js';

const SIGN: readonly Awaited[] = [{ command: 'sign-order' }];
const RESCIND: readonly Awaited[] = [{ command: 'rescind-order', if: `jsonb_array_length(r.rescission_required_by) > 0` }];
const orders: Waiting<OrderView['status']> = {
  NUMBER_RESERVED: SIGN,
  OPENED: SIGN,
  SIGNED: RESCIND,
  EFFECTIVE: RESCIND,
  NUMBER_VOIDED: ENDED,
  SUPERSEDED: ENDED,
  RESCINDED: ENDED,
};

const SUBMIT: readonly Awaited[] = [{ command: 'submit-report-back', due: { clock: `'report-back-due'` } }];
const HEARD = `exists (select from meetings m where m.id = r.meeting_id and m.status in ('CONVENED', 'ADJOURNED'))`;
const NOT_HELD = `exists (select from meetings m where m.id = r.meeting_id and m.status in ('CANCELLED', 'NO_QUORUM'))`;
const PLACE: Awaited = {
  ...{ command: 'place-item', on: 'meetings', roles: ['commission-staff'], notedBy: 'note-report-back-agendized' },
  if: isOnNoAgenda('report_back_id'),
};
const reportBacks: Waiting<ReportBackView['status']> = {
  SCHEDULED: SUBMIT,
  RETURNED: SUBMIT,
  SUBMITTED: [PLACE],
  AGENDIZED: [
    { command: 'accept-report-back', or: ['return-report-back'], if: HEARD, notBy: 'array[r.submitted_by]' },
    { ...PLACE, if: `${NOT_HELD} and ${isOnNoAgenda('report_back_id')}` },
  ],
  ACCEPTED: ENDED,
  WAIVED: ENDED,
  ENDED,
  OUTCOME_UNKNOWN: ENDED,
};

const assertions: Waiting<AssertionView['status']> = {
  RECORDED: [{ command: 'confirm-assertion', or: ['decline-assertion'], notBy: 'array[r.entered_by]' }],
  CONFIRMED: ENDED,
  DECLINED: ENDED,
};

const corrections: Waiting<CorrectionView['status']> = {
  PROPOSED: [{ command: 'confirm-correction', or: ['decline-correction'], role: 'r.entry_role', notBy: 'array[r.proposed_by]' }],
  CONFIRMED: ENDED,
  DECLINED: ENDED,
};

const delegations: Waiting<DelegationView['status']> = {
  GRANTED: 'It stands until its last instant, or until it is revoked.',
  REVOKED: ENDED,
  EXPIRED: ENDED,
};

const incidents: Waiting<Exclude<IncidentState, 'RESOLVED'>> = {
  OPEN: [{ command: 'replay-incident', or: ['skip-event', 'close-incident'] }],
  REPLAYED: ENDED,
  SKIPPED: ENDED,
  CLOSED: ENDED,
};

/** What its owner is to look at: nobody else can, but the administrator where the owner is not there. */
const webhooks: Waiting<WebhookView['status']> = {
  ACTIVE: 'It sends, until it is paused or removed.',
  PAUSED: 'Its owner has paused it, and resumes it.',
  DISABLED: [
    { command: 'resume-webhook', or: ['change-webhook', 'remove-webhook'], onlyBy: 'array[r.owner]' },
    { command: 'resume-webhook', or: ['change-webhook', 'remove-webhook'], roles: ['administrator'] },
  ],
  REMOVED: ENDED,
};

export const MACHINES_OF_ORDERS: readonly Machine[] = [
  {
    record: 'orders',
    from: 'orders r',
    state: 'r.status',
    label: `coalesce(r.designation || ', ', '') || r.subject`,
    waiting: orders,
  },
  {
    record: 'report-backs',
    from: 'report_backs r',
    state: 'r.status',
    label: `r.subject || ', due ' || r.due_on`,
    waiting: reportBacks,
  },
  {
    record: 'corrections',
    from: 'corrections r',
    state: 'r.status',
    label: `'Entry ' || r.position || ' of ' || r.entry_stream`,
    waiting: corrections,
  },
  {
    record: 'assertions',
    from: 'assertions r',
    state: 'r.status',
    label: `'A step of the past on ' || r.subject`,
    waiting: assertions,
  },
  { record: 'delegations', from: 'delegations r', state: 'r.status', label: `r.role || ' to ' || r."to"`, waiting: delegations },
  // What the machine could not do stands beside the log, and so does its state (docs/decisions/0010-incidents-beside-the-log.md).
  { record: 'incidents', from: 'promulgate.incidents r', state: 'r.state', label: 'r.fault', waiting: incidents },
  {
    record: 'readings',
    from: 'promulgate.streams r',
    state: `'NOTED'`,
    label: 'r.id',
    waiting: { NOTED: 'It stands, for those who look through the log.' },
  },
  { record: 'webhooks', from: 'webhooks r', state: 'r.status', label: `'Webhook of ' || r.owner`, waiting: webhooks },
  {
    record: 'continuations',
    from: 'promulgate.streams r',
    state: `'CONTINUED'`,
    label: 'r.id',
    waiting: { CONTINUED: 'It stands, for those who follow the log.' },
  },
];
