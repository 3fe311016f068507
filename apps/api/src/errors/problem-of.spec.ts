import { BadRequestException, NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import { problem, refusalBody } from './problem.js';
import { problemOf } from './problem-of.js';

const fault = (message: string, more: object) => Object.assign(new Error(message), more);

it.each([
  ['a problem', problem('invalid-body', 'x'), 400, 'invalid-body', false],
  ['a path that Nest does not know', new NotFoundException('Cannot GET /etc/passwd'), 404, 'not-found', false],
  ['a body that Nest finds too large', new PayloadTooLargeException(), 413, 'body-too-large', false],
  [
    'a body that Fastify finds too large',
    fault('x', { statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }),
    413,
    'body-too-large',
    false,
  ],
  ['what Nest finds wrong otherwise', new BadRequestException('secret'), 400, 'malformed-request', false],
  ['what Fastify finds wrong otherwise', fault('secret', { statusCode: 418 }), 400, 'malformed-request', false],
  ['PostgreSQL gone', fault('connect ECONNREFUSED 10.0.0.7:5432', { code: 'ECONNREFUSED' }), 503, 'unavailable', true],
  ['PostgreSQL restarted', fault('terminating connection', { code: '57P01' }), 503, 'unavailable', true],
  ['no room on its disk', fault('could not extend file', { code: '53100' }), 503, 'unavailable', true],
  ['a connection cut', new Error('Connection terminated unexpectedly'), 503, 'unavailable', true],
  ['a lock not had in time', fault('canceling statement', { code: '55P03' }), 503, 'unavailable', true],
  ['no session free', new Error('timeout exceeded when trying to connect'), 503, 'unavailable', true],
  ['a fault of a statement', fault('select secret from commands', { code: '42703' }), 500, 'internal-error', true],
  ['a fault of ours', new TypeError('x is not a function at /srv/door.js'), 500, 'internal-error', true],
  ['what is no error at all', 'secret', 500, 'internal-error', true],
  ['nothing', undefined, 500, 'internal-error', true],
])('%s is told as %s %s', (_what, thrown, status, code, unexpected) => {
  const told = problemOf(thrown);
  expect(told.problem.body).toMatchObject({ type: `/problems/${code}`, status, code });
  expect(told.unexpected).toBe(unexpected);
  expect(JSON.stringify(told.problem.body)).not.toMatch(/secret|passwd|10\.0\.0\.7|srv/);
  if (status === 503) expect(told.problem.headers).toEqual({ 'retry-after': '1' });
});

it('a refusal shows its rule: by the sentence of its number, where it has one', () => {
  const rejection = {
    code: 'stale-version',
    status: 412,
    title: 'Own sentence.',
    detail: 'x',
    refusal: 16,
    source: 'Charter',
    remedy: 'y',
  };
  expect(refusalBody(rejection, 'id')).toEqual({
    type: '/problems/stale-version',
    code: 'stale-version',
    status: 412,
    title: 'Own sentence.',
    detail: 'x',
    rule: { number: 16, sentence: expect.stringMatching(/^A command id means one content/), source: 'Charter' },
    remedy: 'y',
    commandId: 'id',
  });
  const { refusal: _refusal, source: _source, ...plain } = rejection;
  expect(refusalBody(plain, undefined)).toMatchObject({ rule: { sentence: 'Own sentence.' } });
  expect(refusalBody(plain, undefined)).not.toHaveProperty('commandId');
});
