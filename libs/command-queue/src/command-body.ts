import { InstantField, RecordId, Text, Whole } from './fields.js';

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

  @Whole(0, 1_000_000_000, {
    optional: true,
    about: 'Decide only on this version of the record, as the If-Match header does.',
  })
  expectedVersion?: number;
}
