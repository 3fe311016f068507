import { InstantField, Part, PartialDateField, RecordId, Text, Whole } from './fields.js';

/** That a step of the past is entered from a source, and what is known of when it was. */
class AssertedBody {
  @Text(500, { about: 'Where it is known from: a report, the minutes, the order itself.' })
  source!: string;

  @PartialDateField({
    optional: true,
    about: 'When it was, as far as that is known, in place of `occurredAt`: it is entered for the first instant of that time.',
  })
  on?: string;
}

/** What every command's body may say beside its own fields. */
export abstract class CommandBody {
  @InstantField({
    optional: true,
    about: 'When what is recorded happened, not later than now; now where absent. Rules judge by this instant.',
  })
  occurredAt?: string;

  @Text(200, {
    optional: true,
    about: 'Who did what is recorded, where the sender is not the performer; UNKNOWN is allowed.',
  })
  performedBy?: string;

  @RecordId({
    optional: true,
    about: 'The delegation that the sender acts under: the command is sent in its role, and its events name both.',
  })
  actingUnder?: string;

  @Part(() => AssertedBody, {
    optional: true,
    about:
      'A step from before the day since which records are kept, entered by commission-staff: what nobody knows any more leaves a rule not evaluated, and another person confirms it.',
  })
  asserted?: AssertedBody;

  @Whole(0, 1_000_000_000, {
    optional: true,
    about: 'Decide only on this version of the record, as the If-Match header does.',
  })
  expectedVersion?: number;
}
