import { RouteTable } from './route-table.js';
import { traceIdOf, traceparentOf } from './traceparent.js';

describe('the table of routes', () => {
  const routes = new RouteTable();
  routes.note('POST', '/v1/commands/open-request');
  routes.note(['GET', 'HEAD'], '/v1/commands/:id');
  routes.note('POST', '/v1/commands:batch');

  it.each([
    ['/v1/commands/open-request', ['GET', 'HEAD', 'POST']],
    ['/v1/commands/x', ['GET', 'HEAD']],
    ['/v1/commands:batch', ['POST']],
    ['/v1/commands', []],
    ['/v1/commands/x/y', []],
  ])('%s takes %j', (path, methods) => expect(routes.methodsOf(path)).toEqual(methods));
});

describe('traceparent', () => {
  const good = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('names the trace', () => {
    expect(traceparentOf(good)).toBe(good);
    expect(traceIdOf(good)).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it.each([
    undefined,
    '',
    good.toUpperCase(),
    `${good}-x`,
    good.replace('00-', '01-'),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`,
  ])('%s is none, and the request gets a trace of its own', (header) => {
    expect(traceparentOf(header)).toBeUndefined();
    expect(traceIdOf(header)).toMatch(/^(?!4bf9)[0-9a-f]{32}$/);
  });
});
