/** Commands that the case does not send: those of the specs' stories, on records that the case makes. */
import { catalog } from '#commission';
import { Rejection, type Role } from '#kernel';
import { PERSONS } from '#testing';
import { stories } from '../support/stories.js';
import { bodyFaults } from '../../apps/api/src/door/validation.js';
import type { Step, World } from './world.js';

/** A command on records of the case; `share` chooses which, from 0 to 1. */
export interface Extra {
  readonly as: string;
  readonly command: string;
  readonly body: (share: number) => Step['body'];
}

/** Which stream the fields name that hold ids. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ directiveId: 'directives', byDirectiveId: 'directives', provisionId: 'provisions', authorityId: 'authorities' },
  ...{ requestId: 'requests', boardReportId: 'board-reports', protocolId: 'protocols', draftId: 'drafts', boardId: 'boards' },
  ...{ meetingId: 'meetings', continuedTo: 'meetings', boardActionId: 'board-actions', orderId: 'orders' },
  ...{ reportBackId: 'report-backs', reviewCommentId: 'comments', delegationId: 'delegations', irregularActId: 'irregular-acts' },
};
const WAYS = 4;
/** The numbers that the case gives its items, and its members. */
const ITEMS = ['5', '3', '2', '1'];
const MEMBERS = ['commissioner-1', 'commissioner-2', 'commissioner-3', 'commissioner-4', 'commissioner-5'];

const MEMBER_NAMES: readonly string[] = ['ana', 'ben', 'cho', 'dee', 'eli'];

/** By command, with the ids that stories give by their nicknames led to records of the case. */
export async function extrasOf({ streams, log }: World): Promise<readonly (readonly Extra[])[]> {
  const ids = Map.groupBy(streams.keys(), (stream) => stream.slice(0, stream.indexOf('/')));
  const hashes = log.flatMap(({ event }) => {
    const { textHash } = event.data as { readonly textHash?: string };
    return textHash === undefined ? [] : [textHash];
  });
  const named = (type: string, share: number): string => {
    const of = ids.get(type) ?? [];
    return of[Math.floor(share * of.length)]?.slice(type.length + 1) ?? '0190cccc-0000-7000-8000-000000000000';
  };
  const led = (field: string, value: unknown, share: number): unknown => {
    if (Array.isArray(value)) return value.map((each) => led(field === 'items' ? 'itemNumber' : field, each, share));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, led(name, each, share)]));
    const type = NAMED[field];
    if (type !== undefined) return named(type, share);
    // The case has two versions of its draft, and the Board's text is the second.
    if (field === 'version') return 1 + Math.round(share);
    if (field === 'textHash') return hashes[Math.floor(share * hashes.length)] ?? value;
    if (field === 'itemNumber' || field === 'number') return typeof value === 'string' ? ITEMS[Math.floor(share * 4)] : value;
    return typeof value === 'string' && MEMBER_NAMES.includes(value) ? MEMBERS[MEMBER_NAMES.indexOf(value)] : value;
  };

  const extras: Extra[] = [];
  const known = new Map<string, number>();
  for (const { command, answer } of await stories()) {
    const { spec, lifecycle } = catalog.command(command.name);
    const data = (command.data ?? {}) as Step['body'];
    const role = spec.inRole === undefined ? someRole(spec.roles) : (data[spec.inRole] as Role);
    const times = known.get(command.name) ?? 0;
    if (answer instanceof Rejection || role === undefined || times >= WAYS) continue;
    known.set(command.name, times + 1);
    const { streamType } = lifecycle.decider;
    const whole = (share: number): Record<string, unknown> => ({
      ...(led('', data, share) as object),
      ...(spec.subject === 'new' ? {} : { [spec.subject]: named(streamType, share) }),
    });
    // A story tells the prepared command; what the door computes, a client does not send.
    const computed = bodyFaults(spec.body, whole(0)).flatMap(({ pointer, detail }) =>
      detail.startsWith('is not a field') ? pointer.slice(1) : [],
    );
    extras.push({
      as: PERSONS.find(({ roles }) => roles.includes(role))?.id ?? 'public',
      command: command.name,
      body: (share) => Object.fromEntries(Object.entries(whole(share)).filter(([field]) => !computed.includes(field))),
    });
  }
  return [...Map.groupBy(extras, ({ command }) => command).values()];
}

/** What only reactions and clocks send comes by itself. */
const someRole = (roles: readonly Role[]): Role | undefined => roles.find((role) => role !== 'system');
