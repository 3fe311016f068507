/** The form of a profile's file. What the kernel's `Profile` has and this lacks does not compile, and the other way round. */
import { ROLES, TOLD } from '#kernel';
import { z } from 'zod';

/** Where a rule stands, and whether a city attorney confirmed it. */
const standing = z.strictObject({ source: z.string().min(1), verified: z.boolean() });
/** A rule that a city attorney would have to confirm: its value, where it stands, and whether it was confirmed. */
const setting = <Value extends z.ZodType>(value: Value) => standing.extend({ value });

const members = z.int().min(1).max(99);
const days = z.int().min(1).max(366);
const hours = z.int().min(0).max(8_760);
const strictness = z.enum(['off', 'warn', 'block']);
const humanRole = z.enum(ROLES).exclude(['system', 'public']);
const meetingKind = z.enum(['REGULAR', 'SPECIAL', 'EMERGENCY']);
const escalation = z.array(z.strictObject({ days: z.int().min(-366).max(366), tells: z.enum(TOLD) }));
const holiday = z.strictObject({ rule: z.string().min(1), name: z.string().min(1) });

export const PROFILE = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  version: z.int().min(1),
  name: z.string().min(1),
  synthetic: z.boolean().optional(),
  timeZone: z.string().refine(isTimeZone, 'a time zone of the IANA list, such as America/Los_Angeles'),
  holidays: z.strictObject({
    country: setting(z.string().regex(/^[A-Z]{2}$/, 'a country in two letters')),
    state: setting(z.string().min(1)),
    closed: setting(z.array(holiday)),
    open: setting(z.array(z.string().min(1))),
  }),
  board: z.strictObject({
    seats: setting(members),
    quorum: setting(members),
    ayesToAdopt: setting(members),
    recusedCountTowardQuorum: setting(z.boolean()),
    secondRequired: setting(z.boolean()),
  }),
  attestation: z.strictObject({ members: setting(members) }),
  noticeHours: z.strictObject({ REGULAR: setting(hours), SPECIAL: setting(hours), EMERGENCY: setting(hours) }),
  legalObjection: setting(z.enum(['block', 'warn'])),
  mandatoryTracks: setting(z.array(z.enum(['LABOR', 'PUBLIC_COMMENT']))),
  reviewDays: setting(
    z.strictObject({ LEGAL: days.optional(), OIG: days.optional(), LABOR: days.optional(), ACCESSIBILITY: days.optional() }),
  ),
  laborEffects: setting(z.enum(['block', 'warn'])),
  boardReports: z.strictObject({
    number: setting(
      z.strictObject({
        form: z
          .string()
          .max(40)
          .refine((form) => hasFields(form, 'serial', 'year|yy'), 'one {serial} and one {year} or {yy}, and no other field'),
        serialDigits: z.int().min(1).max(8),
      }),
    ),
  }),
  requireAttestation: setting(strictness),
  delegation: z.strictObject({ roles: setting(z.array(humanRole)), mostDays: setting(days) }),
  orders: z.strictObject({
    types: setting(
      z.record(
        z.string().regex(/^[A-Z][A-Z_]*$/, 'capitals and underscores'),
        z
          .strictObject({ name: z.string().min(1), numbering: z.enum(['YEARLY', 'NONE']), designation: z.string().min(1) })
          .refine(
            ({ numbering, designation }) =>
              numbering === 'NONE' ? hasFields(designation, 'name?') : hasFields(designation, 'number', 'year', 'name?'),
            'one {number} and one {year} in the designation where it is numbered, {name} once where that helps, and no other field',
          ),
      ),
    ),
    offices: setting(z.array(z.string().min(1))),
  }),
  requireFinality: setting(strictness),
  councilReview: z.strictObject({
    applies: setting(z.boolean()),
    regularDays: setting(days),
    warnOnDay: setting(days),
    members: setting(members),
    votesToAssert: setting(members),
    vetoDays: setting(days),
    votesToVeto: setting(members),
  }),
  cureDays: setting(days),
  roleClaims: setting(z.record(z.string().min(1), humanRole)),
  recordsSince: setting(z.iso.date()),
  noticeExceptions: z.strictObject({
    emergencyAt: setting(z.array(meetingKind)),
    subsequentNeedAt: setting(z.array(meetingKind)),
    continuedAt: setting(z.array(meetingKind)),
    subsequentNeedShare: setting(z.tuple([members, members])),
    continuedDays: setting(z.int().min(0).max(60)),
    emergencyMeetingNeedsFinding: setting(z.boolean()),
  }),
  reconsiderationBy: setting(z.enum(['PREVAILING_SIDE', 'ANY_MEMBER'])),
  minutesApprovedBy: setting(z.enum(['BOARD', 'SECRETARY'])),
  retention: z.record(
    z.string().regex(/^[a-z][a-z-]*$/, 'lower-case letters and hyphens'),
    setting(
      z.strictObject({
        title: z.string().min(1),
        records: z.array(z.string().min(1)).min(1),
        keep: z.union([
          z.literal('PERMANENT'),
          z.strictObject({ years: z.int().min(1).max(200), after: z.array(z.string().min(1)).min(1) }),
        ]),
      }),
    ),
  ),
  rules: z.record(z.string().regex(/^[a-z][a-z-]*$/, "a rule's code"), standing),
  escalations: z.strictObject({
    provisionDue: setting(escalation),
    vetoPeriod: setting(escalation),
    cureDemand: setting(escalation),
    reviewDue: setting(escalation),
  }),
});

/** Whether a form has each of these fields once, `{year}`, or none of one that ends in `?`; and no others. */
function hasFields(form: string, ...fields: readonly string[]): boolean {
  const found = form.match(/\{.*?\}/g) ?? [];
  const times = fields.map((field) => found.filter((one) => new RegExp(`^\\{(${field.replace('?', '')})\\}$`).test(one)).length);
  const right = fields.every((field, at) => times[at] === 1 || (times[at] === 0 && field.endsWith('?')));
  return right && times.reduce((sum, each) => sum + each, 0) === found.length;
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
