/** The rules that can refuse a step of a report-back. */
import type { Rule } from '#kernel';

export const NOTHING_MEANS_NO_FIGURES: Rule = {
  code: 'nothing-means-no-figures',
  sentence: 'A report that says there is nothing to report holds no figure above zero.',
  remedy: 'Correct the figures, or do not say that there is nothing to report.',
  status: 409,
};

export const EMPTY_REPORT: Rule = {
  code: 'empty-report',
  sentence: 'A report holds figures, a summary or a Board report, or says that there is nothing to report.',
  remedy: 'Add what there is to report, or say that there is nothing.',
  status: 409,
};

export const PERIOD_BACKWARDS: Rule = {
  code: 'period-backwards',
  sentence: 'The period of a report has two days, and does not end before it begins.',
  remedy: 'Give both days of the period, the earlier one first, or neither.',
  status: 409,
};

export const ONE_DUE_DAY: Rule = {
  code: 'one-due-day',
  sentence: 'A report-back is due on a day that is named, or counted in days, or counted in months.',
  remedy: 'Give one of dueOn, dueInDays and dueInMonths.',
  status: 409,
};

export const NOT_DUE_YET: Rule = {
  code: 'not-due-yet',
  sentence: 'A report-back is overdue when the day on which it is due is over.',
  remedy: 'Wait for the end of that day; the clock announces the breach.',
  status: 409,
};

export const SERIES_PLACE_TAKEN: Rule = {
  code: 'series-place-taken',
  sentence: 'Each place in a series of report-backs is scheduled once.',
  remedy: 'Use the report-back that is scheduled in this place.',
  status: 409,
};

export const DOES_NOT_RECUR: Rule = {
  code: 'does-not-recur',
  sentence: 'Only a recurring report-back is followed by another one.',
  remedy: 'Schedule the other one by itself.',
  status: 409,
};

export const DAY_COUNTED_FROM_THERE: Rule = {
  code: 'day-counted-from-there',
  sentence: 'A corrected deadline is counted from another day than before; one that was named or granted is counted from none.',
  remedy: 'Give the day from which it has to be counted; grant a later day in place of one that was named.',
  status: 409,
};

export const LATER_DAY_GRANTED: Rule = {
  code: 'later-day-granted',
  sentence: 'An extension of a report-back sets a day later than the one before.',
  remedy: 'Read on which day it is due and give a later one.',
  status: 409,
};
