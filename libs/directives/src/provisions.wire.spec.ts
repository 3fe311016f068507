import { type Authority, authority } from '#authorities';
import type { FactReader } from '#command-queue';
import type { Directive } from './domain/directive.js';
import type { Provision } from './domain/provision-record.js';
import { KEY_TAKEN } from './domain/provision-rules.js';
import { directiveLifecycle } from './directives.wire.js';
import { provisionsView } from './projections/provisions.js';
import { directivesView } from './projections/directives.js';
import { provisionLifecycle } from './provisions.wire.js';

const { commands, events } = provisionLifecycle;

/** Reads the records of a test: each by its stream. */
function reader(records: Readonly<Record<string, unknown>>): FactReader {
  const read = { state: ({ streamType }: { streamType: string }, id: string) => Promise.resolve(records[`${streamType}/${id}`]) };
  return read as unknown as FactReader;
}

describe('What the log and the clocks take from a provision', () => {
  const clock = { dueAt: '2026-02-26T07:59:59.999Z', from: '2026-02-10', days: 15, calendar: 'zone data' };

  it('is its key, once in a directive', () => {
    expect(events['provision.opened']?.claims?.({ directiveId: 'd', key: '3a' }, 'p')).toEqual([
      { scope: 'provision/d', key: '3a', rule: KEY_TAKEN },
    ]);
  });

  it.each(['provision.opened', 'provision.resumed', 'provision.deadline-extended'])(
    'is a clock with what it was computed from: %s',
    (type) => {
      expect(events[type]?.clocks?.({ clock })).toMatchObject([
        {
          start: 'provision-due',
          dueAt: clock.dueAt,
          inputs: { from: '2026-02-10', days: 15, calendar: 'zone data' },
          command: 'announce-provision-overdue',
        },
        { stop: 'provision-escalation' },
      ]);
      expect(events[type]?.clocks?.({})).toEqual([]);
    },
  );

  it.each(['provision.paused', 'provision.verified', 'provision.withdrawn', 'provision.declined', 'provision.superseded'])(
    'is the end of its clock: %s',
    (type) => {
      expect(events[type]?.clocks?.({})).toEqual([{ stop: 'provision-due' }, { stop: 'provision-escalation' }]);
    },
  );

  it('is a clock for one step of the escalation at a time, from the first to the last', () => {
    const [week, day] = [
      { days: -7, tells: 'OWNER', at: '2026-02-18T08:00:00.000Z' },
      { days: 0, tells: 'EXECUTIVE_DIRECTOR', at: '2026-02-25T08:00:00.000Z' },
    ];
    const clockOf = ({ at, ...inputs }: typeof week) => ({
      start: 'provision-escalation',
      dueAt: at,
      inputs,
      command: 'escalate-provision',
    });
    expect(events['provision.opened']?.clocks?.({ clock: { ...clock, steps: [week, day] } })?.[1]).toMatchObject(clockOf(week));
    expect(events['provision.escalated']?.clocks?.({ ...week, next: day })).toMatchObject([clockOf(day)]);
    expect(events['provision.escalated']?.clocks?.(day)).toEqual([{ stop: 'provision-escalation' }]);
  });

  it('tells no reader without the right of a hold', () => {
    expect(events['provision.paused']?.visibility).toBe('INTERNAL');
    expect(events['provision.resumed']?.visibility).toBe('INTERNAL');
  });
});

describe('What a provision’s decision reads', () => {
  const signed: Directive = { status: 'ACTIVE', label: 'ED 17', signedOn: '2026-02-10' };
  const whole: Provision = { status: 'DIVIDED', directiveId: 'd', key: '3', verb: 'GUIDANCE', parts: ['3a', '3b'] };
  const ended: Provision = { status: 'SATISFIED', directiveId: 'd', key: '1', verb: 'DIRECT' };
  const sb627: Authority = {
    status: 'REGISTERED',
    citation: 'SB 627',
    standing: [{ scope: 's', status: 'ENJOINED', orderedOn: '2026-02-09', effectiveOn: '2026-02-19', source: 'order' }],
  };
  const read = reader({ 'directives/d': signed, 'provisions/3': whole, 'provisions/1': ended, 'authorities/a': sb627 });

  it('is the directive, and of a part its whole', async () => {
    const facts = commands['add-provision']?.facts;
    expect(await facts?.(read, { directiveId: 'd' }, undefined)).toEqual({ directive: { signedOn: '2026-02-10', ended: false } });
    expect(await facts?.(read, { directiveId: 'd', partOf: '3' }, undefined)).toMatchObject({ whole: { parts: ['3a', '3b'] } });
    expect(await facts?.(read, { directiveId: 'd', partOf: '1' }, undefined)).toMatchObject({ whole: { parts: [] } });
    expect(await facts?.(read, { directiveId: 'x', partOf: 'y' }, undefined)).toEqual({});
  });

  it('is the standing of the authority that a hold names, when it is placed and when it is released', async () => {
    const held = { status: 'LEGAL_HOLD', hold: { authorityId: 'a' } };
    for (const facts of [
      await commands['place-legal-hold']?.facts?.(read, { authorityId: 'a' }, undefined),
      await commands['release-legal-hold']?.facts?.(read, {}, held),
    ]) {
      const found = facts as { authority: { scopes: string[]; statusOn: (scope: string, date: string) => string } };
      expect(found.authority.scopes).toEqual(['s']);
      expect(found.authority.statusOn('s', '2026-02-18')).toBeUndefined();
      expect(found.authority.statusOn('s', '2026-02-19')).toBe('ENJOINED');
    }
  });

  it('is whether the directive has ended', async () => {
    const facts = commands['add-provision']?.facts;
    for (const status of ['CLOSED', 'SUPERSEDED', 'RESCINDED'])
      expect(await facts?.(reader({ 'directives/d': { ...signed, status } }), { directiveId: 'd' }, undefined)).toEqual({
        directive: { signedOn: '2026-02-10', ended: true },
      });
  });

  it.each(['withdraw-provision', 'supersede-provision', 'decline-provision'])(
    'is, where it ends, the requests that were opened on it: %s',
    async (name) => {
      const holders = (scope: string) =>
        Promise.resolve(scope === 'requests-of-provision/p' ? [{ key: 'request-1', id: 'request-1' }] : []);
      const facts = commands[name]?.facts;
      expect(await facts?.({ subjectId: 'p', holders } as never, {}, undefined)).toEqual({ requests: ['request-1'] });
      expect(await facts?.({ subjectId: 'q', holders } as never, {}, undefined)).toEqual({ requests: [] });
    },
  );

  it('of a directive is which of its provisions have not ended, announced parts among them', async () => {
    const held = (...keys: readonly string[]) =>
      ({
        ...reader({ 'provisions/1': ended, 'provisions/3': whole, 'provisions/3a': { ...ended, status: 'LEGAL_HOLD' } }),
        subjectId: 'd',
        holders: () => Promise.resolve(keys.map((key) => ({ key, id: key }))),
      }) as FactReader;
    const facts = directiveLifecycle.commands['close-directive']?.facts;
    expect(await facts?.(held('1'), {}, undefined)).toEqual({ provisions: { openKeys: [], openIds: [], any: true } });
    expect(await facts?.(held('1', '3', '3a'), {}, undefined)).toEqual({
      provisions: { openKeys: ['3a', '3b'], openIds: ['3a'], any: true },
    });
    expect(await facts?.(held(), {}, undefined)).toEqual({ provisions: { openKeys: [], openIds: [], any: false } });
  });

  it('is nothing where the authority is not registered, or nothing is on hold', async () => {
    expect(await commands['place-legal-hold']?.facts?.(read, { authorityId: 'x' }, undefined)).toEqual({});
    const blank = reader({ 'authorities/a': authority.initial });
    expect(await commands['place-legal-hold']?.facts?.(blank, { authorityId: 'a' }, undefined)).toEqual({});
    expect(await commands['release-legal-hold']?.facts?.(read, {}, ended)).toEqual({});
  });
});

describe('The views', () => {
  it('follow every event, so that their version is the record’s', () => {
    expect(Object.keys(provisionsView.on).sort()).toEqual(Object.keys(events).sort());
    expect(Object.keys(directivesView.on).sort()).toEqual(Object.keys(directiveLifecycle.events).sort());
  });
});
