import { ROLES } from '#kernel';
import { insightOf, readableWith } from './insight.js';

const seenBy = (...roles: Parameters<typeof insightOf>[0]['roles']) => insightOf({ roles });

it('Without a role of the house one is the public', () => {
  expect([seenBy(), seenBy('public')]).toEqual(['PUBLIC', 'PUBLIC']);
});

it('Privileged content is read by those whom it is written by and for, and by nobody else', () => {
  expect(ROLES.filter((role) => seenBy(role) === 'PRIVILEGED')).toEqual(['chief', 'city-attorney']);
  expect(seenBy('administrator')).toBe('INTERNAL');
});

it('The widest of several roles counts', () => {
  expect(seenBy('public', 'oversight')).toBe('INTERNAL');
  expect(seenBy('oversight', 'chief')).toBe('PRIVILEGED');
});

it('Whoever reads more reads what others read', () => {
  expect(readableWith('PUBLIC')).toEqual(['PUBLIC']);
  expect(readableWith('INTERNAL')).toEqual(['PUBLIC', 'INTERNAL']);
  expect(readableWith('PRIVILEGED')).toEqual(['PUBLIC', 'INTERNAL', 'PRIVILEGED']);
});
