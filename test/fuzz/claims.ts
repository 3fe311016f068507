/** What a command says beside its own fields: when it was, who did it, and from what source it is known. Right and wrong ones. */
import { valid } from './bodies.js';
import type { Operation } from './contract.js';
import { commandMessage } from './heads.js';
import type { Expectation, Probe, Tools } from './probe.js';

type Claims = Readonly<Record<string, unknown>>;
type Partly = Omit<Probe, 'category' | 'operation'>;

/** Who enters the past. */
const ASSERTS = 'commission-staff';
const WAITING = 0.25;

const INSTANTS = {
  right: [
    ...['2017-03-07T10:00:00Z', '2017-03-07T10:00:00.123456789Z', '2024-02-29T23:59:59-08:00', '2025-11-02T01:30:00-07:00'],
    // The ends of what is taken, and days that the calendars do not agree about; what is still to come is refused by a rule.
    ...['0001-01-01T00:00:00Z', '0001-01-02T12:00:00+00:00', '1582-10-10T00:00:00Z', '1883-11-18T12:00:00-08:00'],
    ...['9999-12-31T23:59:59.999Z', '2999-01-01T00:00:00+14:00'],
  ],
  wrong: [
    ...['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01', '+012026-01-01T00:00:00Z'],
    ...['2026-02-29T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:00:60Z', '2026-01-01T00:00:00z', '2026-01-01 00:00:00Z'],
    ...['2026-01-01T00:00:00', '2026-01-01', '20260101T000000Z', 'now', '', 1_767_225_600, null, ['2026-01-01T00:00:00Z']],
  ],
};

const PERSONS = {
  right: ['UNKNOWN', 'anonymous', 'A. Person (synthetic)', 'x'.repeat(200), 'Ñandú 👩‍👩‍👧‍👦', '<b>&amp;</b>', "'; --"],
  wrong: ['', 'x'.repeat(201), 7, true, null, [], ['somebody'], { name: 'somebody' }],
};

const source = 'The minutes (synthetic)';
const SOURCES = {
  right: [
    ...[{ source }, { source: 'x'.repeat(500) }, { source: '\u202eevil\u202c' }],
    ...['1000', '1979', '2016-02', '2016-02-29', '2017-03-12', '9999', '9999-12-31'].map((on) => ({ source, on })),
  ],
  wrong: [
    ...[null, true, 'The minutes', [], [{ source }], {}, { on: '2017' }],
    ...[{ source: '' }, { source: 'x'.repeat(501) }, { source: 7 }, { source: null }, { source, by: 'somebody' }],
    ...['0999', '17', '2017-1', '2017-13', '2017-02-29', '2017-02-30', 'unknown', '', 2017, null].map((on) => ({ source, on })),
  ],
};

const SAID = { occurredAt: INSTANTS, performedBy: PERSONS, asserted: SOURCES } as const;

/** A command that is right, with one or two of these claims in it. */
export function claims(tools: Tools, operation: Operation): Partly {
  const { chance } = tools;
  const names = chance.pick([['occurredAt'], ['performedBy'], ['asserted'], ['asserted'], ['occurredAt', 'performedBy'], TWICE]);
  const wrong = chance.odds(0.4) ? chance.pick(names) : undefined;
  const said: Claims = Object.fromEntries(
    names.map((name) => [name, chance.pick<unknown>(SAID[name as keyof typeof SAID][name === wrong ? 'wrong' : 'right'])]),
  );
  const from = senderOf(tools, operation, said);
  const made = JSON.parse(String(valid(tools, operation).body)) as Claims;
  const { occurredAt: _at, performedBy: _by, ...body } = made;
  const message = commandMessage(tools, operation, [
    ['Authorization', from.authorization],
    ...(chance.odds(WAITING) ? [['Prefer', 'wait=5'] as const] : []),
  ]);
  return {
    what: JSON.stringify(said).slice(0, 80),
    sent: {
      ...message,
      headers: message.headers.filter(([, value]) => value !== ''),
      body: Buffer.from(JSON.stringify({ ...body, ...said })),
    },
    expect: expected(from.as, wrong === undefined ? formOf(operation, said) : 'malformed'),
  };
}

const TWICE = ['asserted', 'occurredAt'];

/** Its time is said in one way, and there are commands that have no past. */
function formOf({ past }: Operation, { asserted, occurredAt }: Claims): Expectation {
  if (asserted === undefined) return 'taken';
  const dated = typeof (asserted as { on?: unknown }).on === 'string';
  return past && !(dated && occurredAt !== undefined) ? 'taken' : 'malformed';
}

type Sender = 'NOBODY' | 'ONE_WHO_MAY' | 'ANOTHER';

/** Without a token nobody claims anything; and what is malformed says nothing of the past that another role could be refused for. */
function expected(as: Sender, form: Expectation): Expectation {
  if (as === 'NOBODY') return 'malformed';
  return as === 'ANOTHER' && form === 'taken' ? 'role-refused' : form;
}

/** Whose token it comes with; what is for everybody comes without one too. */
function senderOf(
  { chance, tokens }: Tools,
  { open, roles }: Operation,
  { asserted }: Claims,
): { readonly authorization: string; readonly as: Sender } {
  if (open && chance.odds(0.3)) return { authorization: '', as: 'NOBODY' };
  if (asserted === undefined) return { authorization: tokens.one(roles), as: 'ONE_WHO_MAY' };
  // The public is told that this is not for it to say, and not which role it is for.
  if (chance.odds(0.15)) return { authorization: tokens.other([ASSERTS, 'public']), as: 'ANOTHER' };
  return { authorization: tokens.one([ASSERTS]), as: 'ONE_WHO_MAY' };
}
