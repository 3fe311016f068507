/** What the machinery records beside the events of an asserted step: from what it was entered, and which rules nobody could evaluate. */
import type { LedgerCommand, NewEvent, StreamHead, Visibility } from '#event-log';
import type { Assertion, AssertionRecorded, Context } from '#kernel';

export const ASSERTED: AssertionRecorded['type'] = 'assertion.recorded';

export function streamOfAssertion(commandId: string): StreamHead {
  return { id: `assertions/${commandId}`, version: 0, lastEntryHash: undefined };
}

/** Where the body says that the step is one of the past: what a decision needs for it. */
export function assertedIn({ body }: Pick<LedgerCommand, 'body'>): { readonly asserted?: Assertion } {
  const asserted = body['asserted'] as { readonly source: string; readonly on?: string } | undefined;
  return asserted === undefined ? {} : { asserted: { ...asserted, notEvaluated: [] } };
}

const GUARDED: readonly Visibility[] = ['PRIVILEGED', 'INTERNAL'];

export function assertionOf(
  { name, stream }: Pick<LedgerCommand, 'name' | 'stream'>,
  events: readonly NewEvent[],
  { actor, onBehalfOf = [] }: Context,
  { source, on, notEvaluated }: Assertion,
): AssertionRecorded['data'] {
  return {
    command: name,
    subject: stream,
    source,
    ...(on === undefined ? {} : { date: on }),
    notEvaluated: notEvaluated.map(({ rule: { code, sentence, refusal }, detail }) => ({
      ...{ code, sentence },
      ...(refusal === undefined ? {} : { number: refusal }),
      detail,
    })),
    enteredBy: [actor, ...onBehalfOf],
    entryVisibility: GUARDED.find((guarded) => events.some(({ visibility }) => visibility === guarded)) ?? 'PUBLIC',
  };
}
