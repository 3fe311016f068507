/** What a sentence is, and the words that several of them are made with. */
import type { DomainEvent } from '#kernel';

export interface Sentence<Event> {
  readonly plain: string;
  readonly full?: (data: Event extends { data: infer Data } ? Data : never) => string;
}

/** A sentence for each of these events. */
export type Sentences<Event extends DomainEvent> = { readonly [Type in Event['type']]: Sentence<Extract<Event, { type: Type }>> };

export const words = (name: string): string => name.toLowerCase().replaceAll('_', ' ');

export const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;
