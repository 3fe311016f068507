/**
 * The door: where a command comes in. What is refused here without a decision, what is taken, and what its sender is told.
 */
import {
  type Acting,
  type Catalog,
  type CatalogCommand,
  type Decisions,
  DELEGATION_NOT_IN_FORCE,
  dryRun,
  KEY_REUSED,
  recordedRejection,
  refuseAtDoor,
  ROLE_NOT_ALLOWED,
} from '#command-queue';
import { canonicalJson, cloudEventType, type CommandReport, type IncomingCommand, newId, type Pool, reportsOf } from '#event-log';
import type { Caller } from '#identity';
import { ANONYMOUS, Rejection, type Role } from '#kernel';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Problem, refusalBody, unavailable } from '../errors/problem.js';
import { traceparentOf } from '../http/traceparent.js';
import {
  type CommandRequest,
  type Incoming,
  isDryRun,
  readForm,
  refuseClaims,
  type RoleAsked,
  roleAsked,
  roleFor,
  rolesFor,
  subjectNamed,
} from './incoming.js';
import type { LedgerWriter } from './ledger-writer.js';
import {
  type AcceptedCommand,
  commandPath,
  type CommandStatusReport,
  type DryRunReport,
  statusReport,
  subjectOf,
} from './presentation.js';
import type { SettledWatch } from './settled-watch.js';

/** What to answer: `outcome` is for the counters. */
export interface Answer {
  readonly outcome: 'accepted' | 'replayed' | 'dry-run';
  readonly status: 200 | 202;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AcceptedCommand | CommandStatusReport | DryRunReport;
}

export interface DoorSettings {
  readonly fingerprintKey: Buffer;
  /** The log's origin. */
  readonly source: string;
}

/** What the door does its work with. */
export interface DoorTools {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly decisions: Decisions;
  readonly writer: LedgerWriter;
  readonly watch: SettledWatch;
}

export class Door {
  /** Made once: of each fingerprint, half the time went into making it from the bytes. */
  private readonly fingerprintKey: KeyObject;

  constructor(
    private readonly tools: DoorTools,
    private readonly settings: DoorSettings,
  ) {
    this.fingerprintKey = createSecretKey(settings.fingerprintKey);
  }

  /** Takes a command, or throws the {@link Problem} for which it is not taken. */
  async take(command: CatalogCommand, caller: Caller, request: CommandRequest): Promise<Answer> {
    const { calendar } = this.tools.decisions;
    const asked = roleAsked(command, request.body);
    const acting = asked.actingUnder === undefined ? undefined : await this.actingUnder(asked.actingUnder, caller);
    const roles = asked.actingUnder === undefined ? caller.roles : acting ? [acting.role] : [];
    const role = roleFor(command, roles, asked);
    if (!role) {
      // Where the body says which role the command is sent in, it is read first: what is malformed says nothing.
      if (asked.actingUnder !== undefined || asked.asserted || command.spec.inRole !== undefined)
        this.readBeforeRefusal(command, caller, request);
      throw await this.refuseRole(command, caller, request, asked, acting);
    }
    const incoming: Incoming = { ...readForm(command, { caller, calendar }, request), role };
    if (role === 'public') refuseClaims(incoming);
    const row = this.rowOf(incoming);
    if (incoming.dryRun) return this.rehearse(row);
    const acceptance = await this.tools.writer.write(row);
    if (acceptance.outcome === 'key-reused') throw await this.refuseKey(row, acceptance.id);
    // Only a wait that was waited is said to have been applied (RFC 7240, 3).
    const wait = this.tools.watch.hasRoom ? incoming.waitSeconds : undefined;
    const report = await this.tools.watch.until(acceptance.id, (wait ?? 0) * 1000);
    const replayed = acceptance.outcome === 'replayed';
    const headers = {
      ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
      ...(wait === undefined ? {} : { 'preference-applied': `wait=${wait}` }),
    };
    // An incident is no result: the command is kept, and may still succeed.
    if (report && report.status !== 'failed') return settledAnswer(report, acceptance.outcome, headers);
    const { id, stream, acceptedAt } = acceptance;
    const status = report?.status ?? (replayed ? await this.statusOf(id) : 'accepted');
    return {
      outcome: acceptance.outcome,
      status: 202,
      headers: { ...headers, location: commandPath(id), 'retry-after': '1' },
      body: { id, name: command.name, status, subject: subjectOf(stream), acceptedAt },
    };
  }

  /** Throws the {@link Problem} with a form that is wrong. Whoever has a token and claims what the public does not say is refused for the role. */
  private readBeforeRefusal(command: CatalogCommand, caller: Caller, request: CommandRequest): void {
    const form = readForm(command, { caller, calendar: this.tools.decisions.calendar }, request);
    if (caller.subject === ANONYMOUS) refuseClaims(form);
  }

  private rowOf(incoming: Incoming): IncomingCommand {
    const { command, caller, role, body, performedBy, expectedVersion, occurredAt, idempotencyKey, traceparent } = incoming;
    const id = newId();
    return {
      id,
      name: command.name,
      stream: this.tools.catalog.streamOf(command, body, newId()),
      creates: command.spec.subject === 'new',
      body,
      actor: caller.subject,
      role,
      performedBy,
      idempotencyKey,
      fingerprint: idempotencyKey === undefined ? undefined : fingerprintOf(incoming, this.fingerprintKey),
      expectedVersion,
      occurredAt,
      correlationId: id,
      causationId: id,
      traceparent,
    };
  }

  private async rehearse(row: IncomingCommand): Promise<Answer> {
    const { pool, catalog, decisions } = this.tools;
    const result = await dryRun(pool, catalog, decisions, row);
    if (result instanceof Rejection) throw new Problem(refusalBody(recordedRejection(result, decisions.profileOf()), undefined));
    const events = result.map(({ type, schemaVersion, data }) => ({ type: cloudEventType(type, schemaVersion), data }));
    return { outcome: 'dry-run', status: 200, headers: {}, body: { dryRun: true, outcome: 'would-succeed', events } };
  }

  private async statusOf(id: string): Promise<AcceptedCommand['status']> {
    const [report] = await reportsOf(this.tools.pool, [id]);
    if (!report) throw unavailable('The ledger does not show the command yet.');
    return report.status;
  }

  /** What the delegation lets the caller act as now; the decision looks again, under lock. */
  private actingUnder(delegation: string, { subject }: Caller): Promise<Acting | undefined> {
    const { decisions, pool } = this.tools;
    return decisions.actingNow(pool, delegation, subject);
  }

  private async refuseRole(
    command: CatalogCommand,
    caller: Caller,
    request: CommandRequest,
    asked: RoleAsked,
    acting: Acting | undefined,
  ): Promise<Problem> {
    const { actingUnder } = asked;
    const may = rolesFor(command, asked).join(', ');
    const holds = acting
      ? `the role of the delegation: ${acting.role}`
      : `the roles of the token: ${caller.roles.join(', ') || 'none'}`;
    const rejection =
      actingUnder !== undefined && !acting
        ? new Rejection(DELEGATION_NOT_IN_FORCE, `Delegation ${actingUnder} does not let ${caller.subject} act now.`)
        : new Rejection(ROLE_NOT_ALLOWED, `${command.name}${asked.asserted ? ' of the past' : ''} is for ${may}; ${holds}.`);
    if (isDryRun(request.query)) return new Problem(refusalBody(recordedRejection(rejection), undefined));
    const id = newId();
    // A caller without any role is let in as far as anybody is.
    const role: Role = caller.roles[0] ?? 'public';
    const stream = subjectNamed(command, request.body) ?? `commands/${id}`;
    const traceparent = traceparentOf(request.headers['traceparent']);
    return this.record({ id, name: command.name, stream, actor: caller.subject, role, traceparent }, rejection);
  }

  private refuseKey(row: IncomingCommand, firstId: string): Promise<Problem> {
    const { id, name, actor, role, traceparent } = row;
    // A new record that the refused command would have made has no existence; what it names has.
    const stream = row.creates ? `commands/${id}` : row.stream;
    const rejection = new Rejection(KEY_REUSED, `The key was sent before with other content; it is that of command ${firstId}.`);
    return this.record({ id, name, stream, actor, role, traceparent }, rejection);
  }

  private async record(command: Parameters<typeof refuseAtDoor>[1], rejection: Rejection): Promise<Problem> {
    // What nobody in particular does wrong is counted, not recorded.
    if (command.actor === ANONYMOUS) return new Problem(refusalBody(recordedRejection(rejection), undefined));
    await refuseAtDoor(this.tools.pool, command, rejection, this.settings.source);
    return new Problem(refusalBody(recordedRejection(rejection), command.id), { location: commandPath(command.id) });
  }
}

function settledAnswer(report: CommandReport, outcome: Answer['outcome'], headers: Readonly<Record<string, string>>): Answer {
  const location = { location: commandPath(report.id) };
  if (report.rejection) throw new Problem(refusalBody(report.rejection, report.id), { ...headers, ...location });
  return { outcome, status: 200, headers: { ...headers, ...location }, body: statusReport(report) };
}

/** A keyed hash of all that the sender asked for; the two ways to say a version or an instant count as one. */
function fingerprintOf({ command, body, expectedVersion, occurredAt }: Incoming, key: KeyObject): Buffer {
  const { expectedVersion: _version, occurredAt: _instant, ...fields } = body;
  const asked = { name: command.name, body: fields, expectedVersion, occurredAt };
  return createHmac('sha256', key).update(canonicalJson(asked)).digest();
}
