/** What a sentence is, and the words that several of them are made with. */
import type { DomainEvent, Escalation } from '#kernel';

export interface Sentence<Event> {
  readonly plain: string;
  readonly full?: (data: Event extends { data: infer Data } ? Data : never) => string;
}

/** A sentence for each of these events. */
export type Sentences<Event extends DomainEvent> = { readonly [Type in Event['type']]: Sentence<Extract<Event, { type: Type }>> };

export const words = (name: string): string => name.toLowerCase().replaceAll('_', ' ');

export const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

const NAMES_OF_TOLD: Readonly<Record<Escalation['tells'], string>> = {
  OWNER: 'Whoever works on it',
  EXECUTIVE_DIRECTOR: 'The Executive Director',
  MAYOR_LIAISON: 'The Mayor’s liaison',
  BOARD_SECRETARY: 'The Board’s secretary',
  CITY_ATTORNEY: 'The city attorney',
  REVIEWER: 'Whoever reviews it',
  COMMISSION_STAFF: 'Commission staff',
};

export const told = (tells: Escalation['tells']): string => `${NAMES_OF_TOLD[tells]} was told`;

/** Of a deadline, as a step of its escalation counts its days. */
export function daysFrom(days: number): string {
  return days === 0 ? 'the day itself' : `${count(Math.abs(days), 'day')} ${days < 0 ? 'before it' : 'after it'}`;
}
