/**
 * What must be refused, by number: the list that commission staff and reviewers cite.
 * A rule that carries one of these numbers is recorded with it, and shown with its sentence.
 */
export const REFUSALS = {
  1: 'A vote short of the required majority does not adopt; no vote is taken without a quorum.',
  2: 'Nobody votes who is absent, recused or not a member, nor twice, nor for another.',
  3: 'The vote of a member whose recusal is known does not count, however late it became known.',
  4: 'No action on an item that was posted too late or materially changed since, without a logged exception.',
  5: 'No vote before comment on the item was heard, nor without a motion.',
  6: 'No adoption of a text other than the one posted, unless approved as amended with the words captured.',
  7: 'No transmittal with a missing, stale or objected legal clearance.',
  8: 'Nobody clears, approves, transmits or verifies own work, directly or by delegate.',
  9: 'A directed provision cannot be declined; a request that was not issued obliges nobody.',
  10: 'A submitted version and a past event are never edited or deleted.',
  11: 'The Council cannot amend a Board action, nor veto it late or with too few votes.',
  12: 'One effective version a protocol, no effect before signature, no supersession cycle, no order number twice.',
  13: 'A request with an overdue report-back or an open condition is not closed.',
  14: 'Privileged content is not published, nor a text read by the public before it is public.',
  15: 'A legal hold names its authority and scope, and outlives every order that keeps that authority from operating.',
  16: 'A command id means one content; a stale version and a time in the future are refused.',
  17: 'No order is signed without its required adoption, with another text, on a superseded base or with labor open.',
} as const;

export type RefusalNumber = keyof typeof REFUSALS;

/** A rule that can refuse a command. Contexts define theirs beside the lifecycle that enforces them. */
export interface Rule {
  /** Stable and kebab-case: the last segment of the problem's URI, `/problems/{code}`. */
  readonly code: string;
  /** Its number in {@link REFUSALS}, where it has one. */
  readonly refusal?: RefusalNumber;
  /** The rule as one sentence for people. */
  readonly sentence: string;
  /** The setting of the jurisdiction's profile that it goes by, by its path: `board.quorum`. */
  readonly setting?: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The HTTP status of the refusal when a client waits for it. */
  readonly status: 403 | 404 | 409 | 412 | 422;
}

/** The lawful answer "no": a value, recorded with its rule, never thrown. */
export class Rejection {
  constructor(
    readonly rule: Rule,
    /** What was wrong this time, in a sentence that names the values at fault and holds no text of a draft. */
    readonly detail: string,
  ) {}
}

export const NOT_IN_THIS_STATE: Rule = {
  code: 'not-in-this-state',
  sentence: 'A step is taken only from the states that the lifecycle lists for it.',
  remedy: 'Read the record, see where it stands, and take the step that leads on from there.',
  status: 409,
};

export const NO_SUCH_RECORD: Rule = {
  code: 'no-such-record',
  sentence: 'A command names a record that exists.',
  remedy: 'Check the id; a record whose creation was refused does not exist.',
  status: 404,
};

export const OWN_WORK: Rule = {
  code: 'own-work',
  refusal: 8,
  sentence: 'Whoever did the work does not clear, approve, transmit or verify it.',
  remedy: 'Ask another person with the role to take this step.',
  status: 403,
};

export const TIME_IN_THE_FUTURE: Rule = {
  code: 'time-in-the-future',
  refusal: 16,
  sentence: 'What is recorded has happened: its time is not later than now.',
  remedy: 'Send an occurredAt that is not in the future.',
  status: 409,
};

export const STALE_VERSION: Rule = {
  code: 'stale-version',
  refusal: 16,
  sentence: 'A command that names an expected version is decided on that version only.',
  remedy: 'Read the record again, look at what changed, and send the command with its present version.',
  status: 412,
};

/** The refusal of a step that the lifecycle does not list for the state it is in. */
export function notNow(command: string, status: string, allowed: readonly string[]): Rejection {
  return new Rejection(
    NOT_IN_THIS_STATE,
    `${command} is not possible while the record is ${status}; it is from ${allowed.join(' or ') || 'no state'}.`,
  );
}
