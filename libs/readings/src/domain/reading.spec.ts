import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { reading } from './reading.js';

const { given } = storiesOf(reading);
const data = { reader: 'attorney-1', roles: ['city-attorney'], session: 'one', positions: '3-7 12' };
const note = { name: 'note-privileged-reading', data } as const;

it('That privileged content is given to somebody is noted, with who, in which session, and what', () => {
  given().when(note, { role: 'system' }).then({ type: 'reading.noted', data });
});

it('What is noted is noted once', () => {
  given({ type: 'reading.noted', data }).when(note, { role: 'system' }).refused(NOT_IN_THIS_STATE);
});
