/** What happens to a text that lies before the Board: posted, adopted as it is or as amended, brought into its conformed form, given back. */
import { type Context, refusedOwnWork, Rejection } from '#kernel';
import { accessibilityWarning } from './accessibility-track.js';
import { dividedText } from './divided-text.js';
import type {
  AttachConformedText,
  CertifyConformedText,
  DraftEvent,
  NoteDraftAdopted,
  NoteDraftAdoptedAsAmended,
  NoteDraftPosted,
  NoteDraftReturned,
  RecallDraft,
  SavedBy,
  TransmittedDraft,
} from './draft-record.js';
import {
  ADOPTED_AS_AMENDED,
  NO_AMENDMENT_ADOPTED,
  NOT_FOR_STAFF_TO_TRANSMIT,
  NOT_THE_CONFORMED_TEXT,
  NOT_THE_TRANSMITTED_TEXT,
} from './draft-rules.js';

type Decision = readonly DraftEvent[] | Rejection;

/** Who saved a text, and for whom: all of them are its authors. */
export function savedBy({ actor, performedBy, onBehalfOf, asserted }: Context): SavedBy {
  return {
    author: performedBy,
    // Who enters the past has written nothing of it.
    ...(actor === performedBy || asserted ? {} : { enteredBy: actor }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  };
}

/** Everybody who had a part in a text. */
export function withAuthors(
  authors: readonly string[],
  { author, enteredBy = author, onBehalfOf = [] }: SavedBy,
): readonly string[] {
  return [...new Set([...authors, author, enteredBy, ...onBehalfOf])];
}

/** What is posted and adopted is only ever the text that was transmitted. */
export function decideBoardText(
  { name, data }: NoteDraftPosted | NoteDraftAdopted,
  { latest, tracks }: TransmittedDraft,
  { occurredAt: adoptedAt }: Context,
): Decision {
  const { number: version, textHash } = latest;
  if (data.textHash !== textHash)
    return new Rejection(NOT_THE_TRANSMITTED_TEXT, `${name} names text ${data.textHash}; transmitted was ${textHash}.`);
  if (!('meetingId' in data))
    return [{ type: 'draft.adopted', data: { version, textHash, boardActionId: data.boardActionId, adoptedAt } }];
  const { meetingId } = data;
  return [{ type: 'draft.posted', data: { version, textHash, meetingId, ...accessibilityWarning(tracks.accessibility) } }];
}

export function decideAmendment(
  { data }: NoteDraftAdoptedAsAmended,
  { latest }: TransmittedDraft,
  { occurredAt: adoptedAt }: Context,
): Decision {
  const { boardActionId, textHash: amendedHash } = data;
  const named = amendedHash === undefined ? {} : { amendedHash };
  const { number: version, textHash } = latest;
  return [{ type: 'draft.adopted-as-amended', data: { version, textHash, boardActionId, ...named, adoptedAt } }];
}

/** The author works the amendment in: the words that the Board adopted, on the base that the draft has. */
export function decideConformedText({ data }: AttachConformedText, state: TransmittedDraft, context: Context): Decision {
  const { amended, latest } = state;
  if (!amended) return new Rejection(NO_AMENDMENT_ADOPTED, 'The Board has adopted no amendment of this text.');
  if (amended.textHash !== undefined && amended.textHash !== data.textHash)
    return new Rejection(NOT_THE_CONFORMED_TEXT, `The vote named text ${amended.textHash}; attached would be ${data.textHash}.`);
  const { baseVersion } = latest;
  const number = (amended.conformed ?? latest).number + 1;
  const { boardActionId } = amended;
  const text = dividedText(data);
  if (text instanceof Rejection) return text;
  const attached = { number, ...data, ...text, baseVersion, ...savedBy(context), boardActionId };
  return [{ type: 'draft.conformed-text-attached', data: attached }];
}

/** The secretary, who wrote none of it, certifies that the conformed text is what the Board adopted; the adoption is of that text. */
export function decideCertificate({ name, data }: CertifyConformedText, state: TransmittedDraft, context: Context): Decision {
  const { amended, authors } = state;
  const conformed = amended?.conformed;
  if (!conformed) return new Rejection(NO_AMENDMENT_ADOPTED, 'No conformed text is attached.');
  if (data.textHash !== conformed.textHash)
    return new Rejection(NOT_THE_CONFORMED_TEXT, `Attached is ${conformed.textHash}; certified would be ${data.textHash}.`);
  const refused = refusedOwnWork(authors, context, name);
  if (refused) return refused;
  const { boardActionId, adoptedAt } = amended;
  const text = {
    ...{ version: conformed.number, textHash: conformed.textHash, boardActionId },
    // The certificate comes later; the Board adopted at its vote.
    ...(adoptedAt === undefined ? {} : { adoptedAt }),
  };
  return [
    { type: 'draft.conformed-text-certified', data: text },
    { type: 'draft.adopted', data: text },
  ];
}

/** A text comes back before the Board has decided: whoever transmitted it recalls it, or the Board refers or continues it. */
export function decideReturn(
  { name, data }: RecallDraft | NoteDraftReturned,
  state: TransmittedDraft,
  { role, asserted }: Context,
): Decision {
  const { latest, origin } = state;
  const refused = refusedAfterAmendment(name, state);
  if (refused) return refused;
  if (role === 'commission-staff' && origin === 'DEPARTMENT' && !asserted)
    return new Rejection(NOT_FOR_STAFF_TO_TRANSMIT, `The origin of the draft is ${origin}.`);
  const how = 'how' in data ? data : { how: 'RECALLED' as const, reason: data.reason };
  return [{ type: 'draft.returned', data: { version: latest.number, ...how } }];
}

/** What the Board adopted as amended waits for its conformed text, and for nothing else. */
export function refusedAfterAmendment(step: string, state: object): Rejection | undefined {
  return 'amended' in state
    ? new Rejection(ADOPTED_AS_AMENDED, `${step}: the Board has adopted the text as amended.`)
    : undefined;
}
