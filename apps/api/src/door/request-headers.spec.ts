import { Problem } from '../errors/problem.js';
import { checkMediaType, idempotencyKeyOf, versionOf, waitOf } from './request-headers.js';

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error.body.code;
    throw error;
  }
  return 'taken';
};

describe('Idempotency-Key', () => {
  it.each([
    [undefined, undefined],
    ['a', 'a'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"say\\"so\\\\"', 'say"so\\'],
    ['half"quoted', 'half"quoted'],
  ])('%s is %s', (header, key) => expect(idempotencyKeyOf(header)).toBe(key));

  it.each([
    ['empty', ''],
    ['empty within quotes', '""'],
    ['256 characters', 'x'.repeat(256)],
    ['a space', 'a b'],
    ['not ASCII', 'é'],
  ])('is refused when it is %s', (_what, header) => expect(codeOf(() => idempotencyKeyOf(header))).toBe('invalid-header'));

  it('is refused when there are two', () => expect(codeOf(() => idempotencyKeyOf(['a', 'b']))).toBe('invalid-header'));
});

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['"3"', 3],
    ['3', 3],
    ['W/"3"', 3],
    ['"0"', 0],
    ['2147483647', 2_147_483_647],
  ])('%s is version %s', (header, version) => expect(versionOf(header)).toBe(version));

  it.each(['*', '', '"a"', '-1', '1.5', '"1", "2"', 'w/"3"', '"3', '2147483648', '99999999999'])('%s is refused', (header) =>
    expect(codeOf(() => versionOf(header))).toBe('invalid-header'),
  );
});

describe('Prefer', () => {
  it.each([
    [undefined, undefined],
    ['wait=10', 10],
    ['respond-async, wait=5', 5],
    ['return=minimal,Wait = "7"; x=y', 7],
    ['wait=0', 0],
    ['wait=31', 30],
    ['wait=999999999', 30],
    ['wait=-1', undefined],
    ['wait=soon', undefined],
    ['await=3', undefined],
    [['return=minimal', 'wait=4'], 4],
  ])('%s waits %s seconds', (header, seconds) => expect(waitOf(header)).toBe(seconds));
});

describe('the media type', () => {
  it.each(['application/json', 'Application/JSON', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"'])(
    '%s is taken',
    (type) => expect(codeOf(() => checkMediaType(type, undefined))).toBe('taken'),
  );

  it.each([undefined, '', 'text/json', 'application/json; charset=utf-16', 'application/jsonx', 'application/problem+json'])(
    '%s is refused',
    (type) => expect(codeOf(() => checkMediaType(type, undefined))).toBe('unsupported-media-type'),
  );

  it('a content coding is refused', () => {
    expect(codeOf(() => checkMediaType('application/json', 'br'))).toBe('unsupported-media-type');
    expect(codeOf(() => checkMediaType('application/json', 'identity'))).toBe('taken');
  });
});
