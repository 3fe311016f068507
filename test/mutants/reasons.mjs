/**
 * Why a mutant may live: it changes nothing that can be seen, which the reason shows, or what it changes is shown by a test of another
 * folder, which the reason names. A reason belongs to its place alone: the file, the line that the mutant begins on, what was, and what it
 * became, as the page shows them. One that no survivor needs any more fails the command.
 */
export const REASONS = [
  ...inFile('libs/requests/src/domain/board-report.ts', 'a report that is not there was refused before', [
    ["if (state.status === 'none') return false;", 'false', 'true'],
  ]),
  ...inFile('libs/preservation/src/domain/preservation-hold.ts', 'a hold that is not there was refused before', [
    ["refusedOwnWork(state.status === 'none' ? [] : state.placedBy, context, command.name) ?? [", '[]', '["Stryker was here"]'],
  ]),
  ...inFile(
    'libs/meetings/src/domain/meeting-history.ts',
    'the conformed text is read of what was moved as amended alone, and one that is undefined is left out where the entry is made',
    [
      [
        'return { status, ...(amendment === undefined || textHash === undefined ? {} : { conformedHash: textHash }) };',
        'amendment === undefined || textHash === undefined',
        'false',
        'amendment === undefined && textHash === undefined',
      ],
      [
        'return { status, ...(amendment === undefined || textHash === undefined ? {} : { conformedHash: textHash }) };',
        'textHash === undefined',
        'false',
      ],
      [
        'return { status, ...(amendment === undefined || textHash === undefined ? {} : { conformedHash: textHash }) };',
        'amendment === undefined',
        'false',
      ],
    ],
  ),
  ...inFile('libs/meetings/src/domain/agenda.ts', 'words for people, in the detail of a refusal', [
    [
      'const named = ({ meetingId, itemNumber }: ItemRef): string => `item ${itemNumber} of meeting ${meetingId}`;',
      '`item ${itemNumber} of meeting ${meetingId}`',
      '``',
    ],
    ['return refused(`${named(continues)} was not continued`);', '`${named(continues)} was not continued`', '``'],
    [
      'if (!earlier || !outcomeOfItem(earlier, reconsiders.itemNumber)) return refused(`${named(reconsiders)} was not decided`);',
      '`${named(reconsiders)} was not decided`',
      '``',
    ],
    [
      ': refused(`meeting ${minutesOf} has not ended, or its minutes are approved`);',
      '`meeting ${minutesOf} has not ended, or its minutes are approved`',
      '``',
    ],
  ]),
  ...inFile('libs/meetings/src/domain/motion.ts', 'words for people, in the detail of a refusal', [
    [
      "return refused(referredTo === undefined ? 'names nobody to refer to' : 'refers to nobody');",
      'referredTo === undefined',
      'true',
      'referredTo !== undefined',
      'false',
    ],
    [
      "return refused(referredTo === undefined ? 'names nobody to refer to' : 'refers to nobody');",
      "'names nobody to refer to'",
      '""',
    ],
    ["return refused(referredTo === undefined ? 'names nobody to refer to' : 'refers to nobody');", "'refers to nobody'", '""'],
    [
      "if (disposition !== 'CONTINUED' && (continuedTo ?? continuedUntil) !== undefined) return refused('continues nothing');",
      "'continues nothing'",
      '""',
    ],
    [
      "if (continuedTo !== undefined && continuedUntil !== undefined) return refused('names a meeting and a day besides');",
      "'names a meeting and a day besides'",
      '""',
    ],
  ]),
  ...inFile('libs/meetings/src/domain/notice.ts', 'words for people, in the detail of a refusal', [
    ["if (!continues) return no('continues no item of an earlier meeting');", "'continues no item of an earlier meeting'", '""'],
    [
      'return no(`continues item ${continues.itemNumber} of meeting ${continues.meetingId}, which was not continued there`);',
      '`continues item ${continues.itemNumber} of meeting ${continues.meetingId}, which was not continued there`',
      '``',
    ],
    [
      "if (!isNoticed(before, earlier, profile)) return no('was not posted in time for the earlier meeting either');",
      "'was not posted in time for the earlier meeting either'",
      '""',
    ],
    ["if (!toThis) return no('was not continued to this meeting');", "'was not continued to this meeting'", '""'],
    [
      'return calendar.dateOf(occurredAt) <= last ? last : no(`would be acted on after ${last}`);',
      '`would be acted on after ${last}`',
      '``',
    ],
  ]),
  ...inFile('libs/meetings/src/domain/recount.ts', 'a field that is undefined is left out where the entry is made', [
    ['...(draftId === undefined ? {} : { draftId }),', 'draftId === undefined', 'false'],
    ['...(textHash === undefined ? {} : { textHash }),', 'textHash === undefined', 'false'],
    ['...(requestId === undefined ? {} : { requestId }),', 'requestId === undefined', 'false'],
    ['...(boardReportId === undefined ? {} : { boardReportId }),', 'boardReportId === undefined', 'false'],
  ]),
  ...inFile(
    'libs/directives/src/domain/provision-record.ts',
    'stored by the claims of the wire of requests, and shown by `provisions.wire.spec.ts`',
    [
      [
        'return `requests-of-provision/${provisionId.toLowerCase()}`;',
        '`requests-of-provision/${provisionId.toLowerCase()}`',
        '``',
      ],
      ['return `requests-of-provision/${provisionId.toLowerCase()}`;', 'provisionId.toLowerCase()', 'provisionId.toUpperCase()'],
    ],
  ),
  ...inFile(
    'libs/protocols/src/domain/draft.ts',
    'after a vote that did not adopt, no other event of the draft is there to come',
    [
      [
        "return event.type === 'draft.adopted' || event.type === 'draft.adopted-as-amended' ? evolveLive(state.votedOn, event) : state;",
        "event.type === 'draft.adopted' || event.type === 'draft.adopted-as-amended'",
        'true',
      ],
    ],
  ),
  ...inFile('libs/requests/src/domain/bpc-number.ts', 'the year of what is no number is not used: its serial is none', [
    [
      "const { year = '', serial = '' } = new RegExp(`^${pattern.join('')}$`).exec(bpcNumber)?.groups ?? {};",
      "''",
      '"Stryker was here!"',
    ],
  ]),
  ...inFile(
    'libs/corrections/src/domain/correction.ts',
    'no text writes a value that is not there, and the rule is the same one: only its words tell which',
    [
      [
        'if (value === undefined) return new Rejection(WAS_NOT_SO, `The entry at position ${position} has no field ${field}.`);',
        'value === undefined',
        'false',
      ],
    ],
  ),
  ...inFile('libs/corrections/src/domain/json-value.ts', 'a place that ends earlier has no number there: neither text is one', [
    [
      "return place.split('/').every((token, at) => (token === '*' ? /^(0|[1-9]\\d*)$/.test(tokens[at] ?? '') : tokens[at] === token));",
      "''",
      '"Stryker was here!"',
    ],
  ]),
  ...inFile('libs/corrections/src/domain/json-value.ts', 'what returns nothing returns undefined', [
    ['} catch {', '{ return undefined; }', '{}'],
  ]),
  ...inFile('libs/orders/src/domain/signing.ts', 'words for people, in the detail of a refusal', [
    [
      "missing: 'The action of the Board behind this order is not attested.',",
      "'The action of the Board behind this order is not attested.'",
      '""',
    ],
    [
      "missing: 'The Council can still undo the action of the Board behind this order.',",
      "'The Council can still undo the action of the Board behind this order.'",
      '""',
    ],
  ]),
  ...inFile('libs/report-backs/src/domain/report-back.ts', 'a request that is undefined is left out where the entry is made', [
    ['{ ...(requestId === undefined ? {} : { requestId }), ...data },', 'requestId === undefined', 'false'],
  ]),
  ...inFile(
    'libs/report-backs/src/domain/report-back.ts',
    'a period without a last day has no first one either by then, and nothing is compared',
    [
      [
        "if ((periodFrom === undefined) !== (periodTo === undefined) || (periodFrom ?? '') > (periodTo ?? ''))",
        "''",
        '"Stryker was here!"',
      ],
    ],
  ),
  ...inFile(
    'libs/delegations/src/domain/delegation.ts',
    'of two instants that are the same it does not matter which one is counted from',
    [['const lasts = elapsedMs(from < now ? now : from, until);', 'from < now', 'from <= now']],
  ),
  ...inFile(
    'libs/directives/src/domain/directive.ts',
    'a directive of whose provisions nothing is known has none, and is refused by that whatever keys are open',
    [['const { openKeys = [], openIds = [], any = false } = facts?.provisions ?? {};', '[]', '["Stryker was here"]']],
  ),
  ...inFile(
    'libs/directives/src/domain/provision-record.ts',
    'stored by the claims of the wire, and shown by `provisions.wire.spec.ts`',
    [['return `provision/${directiveId}`;', '`provision/${directiveId}`', '``']],
  ),
  ...inFile('libs/directives/src/domain/provision.ts', 'words for people, in the detail of a refusal', [
    ["notTheOffice(found(command, state), context, 'corrects its deadline') ??", "'corrects its deadline'", '""'],
    ["notTheOffice(found(command, state), context, 'moves its deadline') ??", "'moves its deadline'", '""'],
    [
      "function notTheOffice(state: Named, { role }: Context, does = 'judges its evidence'): Rejection | undefined {",
      "'judges its evidence'",
      '""',
    ],
  ]),
  ...inFile('libs/directives/src/domain/provision.ts', 'words for people, in the detail of a refusal', [
    ["notTheOffice(found(command, state), context, 'sets its deadline') ??", "'sets its deadline'", '""'],
  ]),
  ...inFile(
    'libs/directives/src/domain/provision-deadline.ts',
    'each step that is kept is one of those that the deadline had, in their order',
    [
      [
        'const same = clock.dueAt === due.at && steps.every(({ at }, nth) => at === due.steps[nth]?.at);',
        'due.steps[nth]?.at',
        'due.steps[nth].at',
      ],
    ],
  ),
  ...inFile(
    'libs/protocols/src/domain/accessibility-track.ts',
    'words for people: the track is named in the detail of the refusal alone',
    [["refusedStep('ACCESSIBILITY', ACCESSIBILITY_TRANSITIONS, command.name, accessibility.status) ??", "'ACCESSIBILITY'", '""']],
  ),
  ...inFile(
    'libs/protocols/src/domain/comment-track.ts',
    'words for people: the track is named in the detail of the refusal alone',
    [
      [
        "return refusedStep('PUBLIC_COMMENT', COMMENT_TRANSITIONS, name, comment.status) ?? (comment as TrackFor<Name>);",
        "'PUBLIC_COMMENT'",
        '""',
      ],
    ],
  ),
  ...inFile(
    'libs/protocols/src/domain/labor-track.ts',
    'words for people: the track is named in the detail of the refusal alone',
    [
      [
        "refusedStep('LABOR', LABOR_TRANSITIONS, command.name, labor.status) ?? refusedReviewer(command, review, context);",
        "'LABOR'",
        '""',
      ],
      ["const refused = refusedStep('LABOR', LABOR_TRANSITIONS, command.name, labor.status);", "'LABOR'", '""'],
    ],
  ),
  ...inFile(
    'libs/protocols/src/domain/legal-track.ts',
    'words for people: the track is named in the detail of the refusal alone',
    [["const refused = refusedStep('LEGAL', LEGAL_TRANSITIONS, command.name, legal.status);", "'LEGAL'", '""']],
  ),
  ...inFile('libs/protocols/src/domain/oig-track.ts', 'words for people: the track is named in the detail of the refusal alone', [
    [
      "const refused = refusedStep('OIG', OIG_TRANSITIONS, command.name, oig.status) ?? refusedReviewer(command, review, context);",
      "'OIG'",
      '""',
    ],
  ]),
  ...inFile('libs/protocols/src/domain/anchors.ts', 'the middle lies between the first section and the last', [
    ['if ((sections[middle]?.start ?? 0) <= at) low = middle + 1;', 'sections[middle]?.start', 'sections[middle].start'],
  ]),
  ...inFile('libs/protocols/src/domain/anchors.ts', 'quoted words stand in a section: no text has words outside of all of them', [
    ["return sections[low - 1]?.id ?? '';", "''", '"Stryker was here!"'],
    ["return sections[low - 1]?.id ?? '';", 'sections[low - 1]?.id', 'sections[low - 1].id'],
  ]),
  ...inFile(
    'libs/protocols/src/domain/anchors.ts',
    'a space before everything else is no part of a quotation, nor of what surrounds one: both are trimmed',
    [['let spaced = false;', 'false', 'true']],
  ),
  ...inFile('libs/protocols/src/domain/anchors.ts', 'behind the last character an empty one is added, in which no words stand', [
    ['for (let at = 0; at < text.length; at++) {', 'at < text.length', 'at <= text.length'],
  ]),
  ...inFile('libs/protocols/src/domain/compared-sections.ts', 'the end of a run is one of the sections that both texts have', [
    ['const placeAt = (nth: number | undefined): number => (nth === undefined ? -1 : (common[nth]?.place ?? -1));', '-1', '+1'],
    [
      'const placeAt = (nth: number | undefined): number => (nth === undefined ? -1 : (common[nth]?.place ?? -1));',
      'common[nth]?.place',
      'common[nth].place',
    ],
    [
      "for (let nth = ends.at(-1); nth !== undefined; nth = former[nth]) run.add(common[nth]?.id ?? '');",
      "''",
      '"Stryker was here!"',
    ],
    [
      "for (let nth = ends.at(-1); nth !== undefined; nth = former[nth]) run.add(common[nth]?.id ?? '');",
      'common[nth]?.id',
      'common[nth].id',
    ],
  ]),
  ...inFile('libs/protocols/src/domain/compared-sections.ts', 'no two sections have the same place', [
    ['if (placeAt(ends[middle]) < place) low = middle + 1;', 'placeAt(ends[middle]) < place', 'placeAt(ends[middle]) <= place'],
  ]),
  ...inFile(
    'libs/protocols/src/domain/protocol.ts',
    'a version that is another order’s is refused by either word, and the answer is the same: nothing follows',
    [["const version = 'orderId' in state && state.orderId === orderId ? VERSION_OF[state.status] : 'none';", "'none'", '""']],
  ),
  ...inFile('libs/protocols/src/domain/protocol.ts', 'of two instants that are the same it does not matter which one is taken', [
    ['const effectiveAt = asked < state.since ? state.since : asked;', 'asked < state.since', 'asked <= state.since'],
  ]),
  ...inFile('libs/protocols/src/domain/protocol.ts', 'what is in force is the last text', [
    [
      'return { since, suspensions, sections: sectionIdsOf(state, ({ version }) => version === inForce) };',
      'version === inForce',
      'true',
    ],
  ]),
  ...inFile('libs/protocols/src/domain/putting-in-force.ts', 'words for people, in the detail of a refusal', [
    [': notNow(`${name} (${change})`, state.status, FITTING[change]);', '`${name} (${change})`', '``'],
  ]),
  ...inFile('libs/protocols/src/domain/readiness.ts', 'every rule that keeps a text back is listed with what lifts it', [
    ['liftedBy: LIFTED_BY[refusal.rule.code] ?? [],', '[]', '["Stryker was here"]'],
  ]),
  ...inFile(
    'libs/protocols/src/domain/review-clock.ts',
    'each step that is kept is one of those that the clock had, in their order',
    [
      [
        'if (anew.clock.dueAt === dueAt && steps.every(({ at }, nth) => at === clock.steps[nth]?.at)) return [];',
        'clock.steps[nth]?.at',
        'clock.steps[nth].at',
      ],
    ],
  ),
  ...inFile(
    'libs/protocols/src/domain/review-clock.ts',
    'of two days that are the same it does not matter which one is counted from',
    [
      [
        'const daysLeft = businessDaysBetween(today < clock.from ? clock.from : today, clock.dueOn, context);',
        'today < clock.from',
        'today <= clock.from',
      ],
    ],
  ),
  ...inFile('libs/protocols/src/domain/review-clock.ts', 'what has no status is no screening either', [
    ["status = '',", "''", '"Stryker was here!"'],
  ]),
  ...inFile(
    'libs/protocols/src/domain/review-clock.ts',
    'no other entry says SCREENED, EFFECTS_ONLY or NON_SUBSTANTIVE of a track',
    [["if (type !== 'draft.review-progressed') return [];", "type !== 'draft.review-progressed'", 'false']],
  ),
  ...inFile('libs/protocols/src/domain/review-clock.ts', 'only a time that runs is announced as over', [
    [
      "return clock?.status === 'RUNNING' ? { ...clocks, [track]: { ...clock, overdueAnnounced: true } } : clocks;",
      "clock?.status === 'RUNNING'",
      'true',
    ],
  ]),
  ...inFile(
    'libs/protocols/src/domain/review-comment.ts',
    'a draft that was never opened has no version, and the rule is the same one: only its words tell which',
    [
      [
        "if (!draft || draft.status === 'none') return new Rejection(NO_SUCH_RECORD, `There is no draft ${draftId}.`);",
        "draft.status === 'none'",
        'false',
      ],
    ],
  ),
  ...inFile('libs/protocols/src/domain/review-track.ts', 'words for people, in the detail of a refusal', [
    ['`with ${track} ${status}`,', '`with ${track} ${status}`', '``'],
    ['from.map((state) => `${track} ${state}`),', '`${track} ${state}`', '``'],
  ]),
  ...inFile('libs/protocols/src/domain/sections.ts', 'the expression has its group wherever it matches', [
    [
      'const level = /^ {0,3}(#{1,6})(?=[ \\t]|$)/.exec(line)?.[1]?.length;',
      '/^ {0,3}(#{1,6})(?=[ \\t]|$)/.exec(line)?.[1]?.length',
      '/^ {0,3}(#{1,6})(?=[ \\t]|$)/.exec(line)?.[1].length',
    ],
  ]),
  ...inFile(
    'libs/protocols/src/domain/sections.ts',
    'no heading is written so: a section before the first heading has a key of its own either way',
    [["level === 0 ? '' : `# ${wordsOf(heading).join(' ')}`;", "''", '"Stryker was here!"']],
  ),
  ...inFile(
    'libs/protocols/src/domain/sections.ts',
    'without words nothing is divided by nothing, which is not half of anything',
    [['if (a.size + b.size === 0) return 0;', 'a.size + b.size === 0', 'false']],
  ),
  ...inFile(
    'libs/protocols/src/domain/sections.ts',
    'what two sets have in common is the same whichever is gone through; the smaller one is gone through faster',
    [
      [
        'const [small, large] = a.size < b.size ? [a, b] : [b, a];',
        'a.size < b.size',
        'a.size <= b.size',
        'a.size >= b.size',
        'false',
        'true',
      ],
    ],
  ),
  ...inFile(
    'libs/meetings/src/domain/board.ts',
    'the sort asks of each entry whether it comes before one that is ahead of it; whether it is equal or comes behind makes no difference',
    [
      [
        '.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));',
        'a.from > b.from',
        'a.from <= b.from',
        'a.from >= b.from',
        'false',
        'true',
      ],
    ],
  ),
  ...inFile(
    'libs/meetings/src/domain/irregular-act.ts',
    'an act that does not stand has nothing that its clock could end, whatever day it compares',
    [["const cureBy = 'cureBy' in state ? state.cureBy : '';", "''", '"Stryker was here!"']],
  ),
  ...inFile(
    'libs/meetings/src/domain/meeting-history.ts',
    'of two instants that are the same it does not matter which one is taken',
    [
      [
        'return noticedAt === undefined ? {} : { noticedAt: at > noticedAt ? at : noticedAt };',
        'at > noticedAt',
        'at >= noticedAt',
      ],
    ],
  ),
  ...inFile('libs/meetings/src/domain/motion.ts', 'nobody is called so', [
    ["if (!item || earlier === undefined || !('rollCalls' in earlier)) return [];", '[]', '["Stryker was here"]'],
  ]),
  ...inFile('libs/meetings/src/domain/notice.ts', 'the first day is taken, and a word comes behind every day', [
    ['const days: PlainDate[] = [];', '[]', '["Stryker was here"]'],
  ]),
  ...inFile(
    'libs/meetings/src/domain/notice.ts',
    'a finding names an item at least, and each item that passes has its last day',
    [
      [
        'const found = { ...data, foundAt: context.occurredAt, holds: true, present, ...(actBy === undefined ? {} : { actBy }) };',
        'actBy === undefined',
        'false',
      ],
    ],
  ),
  ...inFile('libs/meetings/src/domain/outcome.ts', 'the next rule looks for the item too', [
    ['missingItem([data.number], state.items) ??', '[data.number]', '[]'],
  ]),
  ...inFile('libs/meetings/src/domain/outcome.ts', 'an item that is missing was refused before', [
    [
      "if (item?.kind !== 'ACTION') return new Rejection(NOT_AN_ACTION_ITEM, `Item ${data.number} is for information.`);",
      'item?.kind',
      'item.kind',
    ],
  ]),
  ...inFile('libs/meetings/src/domain/outcome.ts', 'a text that is not before the Board was refused before', [
    ["const track = draftId === undefined ? 'NONE' : (texts?.[draftId]?.commentTrack ?? 'NONE');", "'NONE'", '""'],
    [
      "const track = draftId === undefined ? 'NONE' : (texts?.[draftId]?.commentTrack ?? 'NONE');",
      'texts?.[draftId]?.commentTrack',
      'texts?.[draftId].commentTrack',
    ],
  ]),
  ...inFile(
    'libs/meetings/src/domain/recount.ts',
    'an item that had carried carries as it was moved, which is as it was decided',
    [["if (was !== 'FAILED') return was;", "was !== 'FAILED'", 'false']],
  ),
  ...inFile(
    'libs/meetings/src/domain/recount.ts',
    'the last motion on a decided item is the one that was voted on: to dispose of it decides nothing',
    [
      [
        'motions.findLast(({ items, proposes }) => items.includes(item) && proposes === undefined);',
        'proposes === undefined',
        'true',
      ],
    ],
  ),
  ...inFile('libs/meetings/src/domain/council-count.ts', 'no day of that name is ever told', [
    ['{ councilDays = [] }: BesideTheReview,', '[]', '["Stryker was here"]'],
  ]),
  ...inFile('libs/meetings/src/domain/council-days.ts', 'a day that is on record was told to somebody, or to nobody by name', [
    ["return [{ type: 'council-days.struck', data: { on, reason, actions: told[on] ?? [] } }];", '[]', '["Stryker was here"]'],
  ]),
  ...inFile('libs/meetings/src/domain/meeting-history.ts', 'who reads it asks whether it is undefined', [
    [
      "return { ...state, minutes: { ...minutes, status: 'APPROVED', ...(approvedBy === undefined ? {} : { approvedBy }) } };",
      'approvedBy === undefined',
      'false',
    ],
  ]),
  ...inFile('libs/meetings/src/domain/recount.ts', 'the next rule looks for the item too', [
    ['const refused = missingItem([number], state.items) ?? refusedSteps(name, [number], state.items);', '[number]', '[]'],
  ]),
  ...inFile('libs/meetings/src/domain/recount.ts', 'of a roll call that was not taken there is no vote either', [
    ['if (rollCall === undefined || was === undefined)', 'rollCall === undefined', 'false'],
  ]),
  ...inFile('libs/meetings/src/domain/roll-call.ts', 'a motion has the field only where it proposes something', [
    ["const disposes = 'proposes' in motion && motion.proposes !== undefined;", 'motion.proposes !== undefined', 'true'],
  ]),
  ...inFile(
    'libs/meetings/src/domain/roll-call.ts',
    'a text that is not before the Board was refused before, and so it is named and there',
    [
      ["const track = texts?.[draftId ?? '']?.commentTrack;", "''", '"Stryker was here!"'],
      [
        "const track = texts?.[draftId ?? '']?.commentTrack;",
        "texts?.[draftId ?? '']?.commentTrack",
        "texts?.[draftId ?? ''].commentTrack",
      ],
    ],
  ),
];

/** The reasons of a file that say the same: of each mutant the line it begins on, what was, and what it may become. */
function inFile(file, because, mutants) {
  return mutants.map(([on, was, ...becomes]) => ({ file, on, was, becomes, because }));
}

/** The reason for a mutant, by its place. */
export function reasonFor({ file, on, was, becomes }) {
  return REASONS.find((one) => isOf(one, { file, on, was }) && one.becomes.includes(becomes))?.because;
}

const isOf = (one, { file, on, was }) => one.file === file && one.on === on && one.was === was;

/** The reasons for a folder's mutants that none of its survivors needs: each with what it says of which place. */
export function unneeded(folder, survivors) {
  return REASONS.filter(({ file }) => file.startsWith(`${folder}/`)).flatMap(({ becomes, ...one }) =>
    becomes
      .filter((text) => !survivors.some((mutant) => isOf(one, mutant) && mutant.becomes === text))
      .map((text) => ({ ...one, becomes: text })),
  );
}
