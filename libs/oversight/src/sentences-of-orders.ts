/** What is said of protocols and of the orders that put them in force. */
import type { OrderEvent } from '#orders';
import type { ProtocolEvent } from '#protocols';
import { words, type Sentences } from './sentence.js';

const sectionsOf = (sections: readonly string[] = []): string =>
  sections.length === 0 ? 'the whole' : `${sections.length === 1 ? 'section' : 'sections'} ${sections.join(', ')}`;
export const OF_ORDERS: Sentences<ProtocolEvent | OrderEvent> = {
  'protocol.registered': {
    plain: 'A protocol was registered.',
    full: ({ identifier, title }) => `The protocol ${identifier}, ${title}, was registered.`,
  },
  'protocol.version-effective': {
    plain: 'A version of the protocol came into force.',
    full: ({ version }) => `Version ${version} of the protocol is in force.`,
  },
  'protocol.version-rescinded': {
    plain: 'A version of the protocol was rescinded.',
    full: ({ version }) => `Version ${version} of the protocol was rescinded.`,
  },
  'protocol.version-expired': {
    plain: 'A pilot ended.',
    full: ({ version }) => `The pilot of version ${version} of the protocol ended.`,
  },
  'protocol.paused': {
    plain: 'A version of the protocol was suspended.',
    full: ({ version, scope, sections }) => `Version ${version}, ${sectionsOf(sections)}, was suspended (${scope}).`,
  },
  'protocol.resumed': {
    plain: 'A suspended version of the protocol was resumed.',
    full: ({ version, scope, sections }) =>
      `Version ${version}, ${sections ? sectionsOf(sections) : 'all that was suspended'}, was resumed (${scope}).`,
  },
  'order.number-reserved': {
    plain: 'An order number was reserved.',
    full: ({ orderType, number, year }) => `The number ${number} of ${year} was reserved for a ${words(orderType)}.`,
  },
  'order.opened': {
    plain: 'An order was begun.',
    full: ({ orderType, office, subject }) => `A ${words(orderType)} of the ${office} was begun: ${subject}.`,
  },
  'order.approval-reviewed': {
    plain: 'A legal review of the order was recorded.',
    full: ({ reason }) => `A city attorney concurs that the Board’s approval is not required: ${reason}`,
  },
  'order.number-voided': {
    plain: 'An order number was given up.',
    full: ({ reason }) => `The order number was given up: ${reason}`,
  },
  'order.signed': {
    plain: 'The order was signed.',
    full: ({ orderType, number, year, office, subject, effectiveAt }) =>
      `The ${words(orderType)} ${number === undefined ? `of the ${office} on ${subject}` : `No. ${number} of ${year}`} was signed; it takes effect at ${effectiveAt}.`,
  },
  'order.effective': { plain: 'The order took effect.' },
  'order.milestone-recorded': {
    plain: 'A milestone of the order was recorded.',
    full: ({ milestone, on }) => `The order was ${words(milestone)} on ${on}.`,
  },
  'order.supersession-recorded': {
    plain: 'It was recorded that the order supersedes another.',
    full: ({ source }) => `It was recorded that the order supersedes another, from ${source}.`,
  },
  'order.superseded': {
    plain: 'The order was superseded.',
    full: ({ effectiveAt }) => `The order was superseded at ${effectiveAt}.`,
  },
  'order.rescinded': { plain: 'The order was rescinded.', full: ({ reason }) => `The order was rescinded: ${reason}` },
  'order.rescission-required': {
    plain: 'The order is to be rescinded.',
    full: ({ reason }) => `The order is to be rescinded: ${reason}`,
  },
  'order.paused': {
    plain: 'The order was suspended.',
    full: ({ scope, sections }) => `The order, ${sectionsOf(sections)}, was suspended (${scope}).`,
  },
  'order.resumed': {
    plain: 'The suspended order was resumed.',
    full: ({ scope, sections }) =>
      `The order, ${sections ? sectionsOf(sections) : 'all that was suspended'}, was resumed (${scope}).`,
  },
  'order.erratum-annotated': {
    plain: 'An error in the text of the order was noted.',
    full: ({ passage, shouldRead }) => `In the text of the order, “${passage}” should read “${shouldRead}”.`,
  },
};
