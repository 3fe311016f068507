/** What is said of authorities, directives and provisions. */
import type { AuthorityEvent } from '#authorities';
import type { DirectiveEvent, ProvisionEvent } from '#directives';
import { count, daysFrom, told, words, type Sentences } from './sentence.js';

export const OF_DIRECTIVES: Sentences<AuthorityEvent | DirectiveEvent | ProvisionEvent> = {
  'authority.registered': {
    plain: 'A legal authority was registered.',
    full: ({ citation }) => `The authority ${citation} was registered.`,
  },
  'authority.status-recorded': {
    plain: 'A legal status was recorded.',
    full: ({ status, scope, effectiveOn }) => `${scope}: ${words(status)} from ${effectiveOn}.`,
  },
  'directive.registered': { plain: 'A directive was registered.', full: ({ label }) => `${label} was registered.` },
  'directive.activated': { plain: 'The directive became active.' },
  'directive.closed': { plain: 'The directive was closed: each of its provisions has ended.' },
  'directive.superseded': {
    plain: 'The directive was superseded.',
    full: ({ reason }) => `Another directive stands in its place: ${reason}`,
  },
  'directive.rescinded': {
    plain: 'The directive was rescinded.',
    full: ({ reason }) => `The directive was rescinded: ${reason}`,
  },
  'provision.opened': {
    plain: 'A provision was opened.',
    full: ({ key, verb, addressee, dueOn }) =>
      `Provision ${key} (${verb}, to ${addressee}) was opened${dueOn ? `, due on ${dueOn}` : ''}.`,
  },
  'provision.assigned': {
    plain: 'The provision was assigned.',
    full: ({ department }) => `The provision was assigned to ${department}.`,
  },
  'provision.started': { plain: 'Work on the provision began.' },
  'provision.evidence-submitted': {
    plain: 'Evidence was submitted.',
    full: ({ links }) => `Evidence was submitted: ${links.map(({ title }) => title).join('; ')}.`,
  },
  'provision.verified': { plain: 'The evidence was verified; the provision is satisfied.' },
  'provision.evidence-returned': {
    plain: 'Evidence was returned.',
    full: ({ reason }) => `The evidence did not suffice: ${reason}`,
  },
  'provision.paused': {
    plain: 'Work on the provision paused.',
    full: ({ scope, releaseCondition }) => `A legal hold was placed (${scope}), until: ${releaseCondition}`,
  },
  'provision.resumed': {
    plain: 'Work on the provision resumed.',
    full: ({ status }) => `The legal hold was released; the provision is ${words(status)} again.`,
  },
  'provision.withdrawn': {
    plain: 'The provision was withdrawn.',
    full: ({ reason }) => `The provision was withdrawn: ${reason}`,
  },
  'provision.declined': {
    plain: 'The Board declined the provision.',
    full: ({ reason }) => `The Board declined the provision: ${reason}`,
  },
  'provision.superseded': {
    plain: 'The provision was superseded.',
    full: ({ reason }) => `The provision was superseded: ${reason}`,
  },
  'provision.deadline-extended': {
    plain: 'A later deadline was granted.',
    full: ({ was, dueOn, grantedBy, reason }) => `${grantedBy} moved the deadline from ${was} to ${dueOn}: ${reason}`,
  },
  'provision.deadline-awaits-status': {
    plain: 'The deadline of the provision waits for a legal status.',
    full: ({ scope, status, days }) => `The deadline starts when ${scope} is ${words(status)}: ${count(days, 'day')} from then.`,
  },
  'provision.deadline-started': {
    plain: 'The deadline of the provision started.',
    full: ({ scope, status, effectiveOn, dueOn, confirmedBy }) =>
      `${confirmedBy} confirmed that ${scope} is ${words(status)} from ${effectiveOn}: the provision is due on ${dueOn}.`,
  },
  'provision.deadline-recomputed': {
    plain: 'The deadline of the provision was computed anew.',
    full: ({ was, dueOn, clock, reason }) =>
      was.dueOn === dueOn
        ? `The deadline, ${dueOn}, ends at ${clock.dueAt}, not at ${was.dueAt}: ${reason}`
        : `The deadline is ${dueOn}, not ${was.dueOn}: ${reason}`,
  },
  'provision.overdue': {
    plain: 'The deadline of the provision passed.',
    full: ({ dueOn }) => `The deadline of the provision, ${dueOn}, passed.`,
  },
  'provision.escalated': {
    plain: 'A deadline was brought to attention.',
    full: ({ tells, days, dueOn }) => `${told(tells)} of the deadline, ${dueOn}: ${daysFrom(days)}.`,
  },
};
