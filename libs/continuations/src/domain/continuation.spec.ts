import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { continuation } from './continuation.js';

const { given } = storiesOf(continuation);
const data = {
  origin: 'log.example/commission/2',
  continues: 'log.example/commission',
  checkpoint:
    'log.example/commission\n9\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n\u2014 log.example/commission AAAAAAAA\n',
  agreesUpTo: 7,
  reason: 'The disk was lost, and the backup lacks the last two entries.',
};
const cont = { name: 'continue-log', data } as const;

it('That the log goes on under another origin is an entry, with the old checkpoint and the reason', () => {
  given().when(cont, { role: 'system' }).then({ type: 'log.continued', data });
});

it('An origin is opened once', () => {
  given({ type: 'log.continued', data }).when(cont, { role: 'system' }).refused(NOT_IN_THIS_STATE);
});
