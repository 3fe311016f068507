/** What everybody may see: problems explained, the description of the api, probes and metrics. */
import { catalog } from '#commission';
import { inProject } from '#testing';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { asKept, describedFeed } from '../openapi/document.js';
import { clientOfTheSuite, type Details } from './client.js';

const client = clientOfTheSuite();

describe('what everybody may see', () => {
  it('a trace id of the client comes back', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const details = await client.problemOf(
      await client.send('/nowhere', { method: 'GET', headers: { traceparent } }),
      404,
      'not-found',
    );
    expect(details['traceId']).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('every problem has a page for people and one for programs', async () => {
    const list = (await (
      await fetch(new URL('/problems', client.api.url), { headers: { accept: 'application/json' } })
    ).json()) as {
      items: Details[];
    };
    expect(list.items.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['effective-before-ordered', 'own-work', 'malformed-json']),
    );
    for (const { code, title } of list.items) {
      const page = await fetch(new URL(`/problems/${String(code)}`, client.api.url), { headers: { accept: 'text/html' } });
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await page.text()).toContain(String(title).replaceAll("'", '&#39;').replaceAll('"', '&quot;'));
    }
  });

  it('the description lists each command with its roles, and closes its body', async () => {
    const document = (await (await fetch(new URL('/openapi.json', client.api.url))).json()) as {
      openapi: string;
      paths: Record<string, { post?: { description: string; responses: object; parameters: { name: string }[] } }>;
      components: { schemas: Record<string, { additionalProperties?: unknown }> };
    };
    const operation = document.paths['/v1/commands/record-legal-status']?.post;
    expect(document.openapi).toBe('3.1.0');
    expect(operation?.description).toMatch(/`city-attorney`[^]*`REGISTERED`[^]*effective-before-ordered/);
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '202', '400', '401', '403', '404', '409', '412', '413', '415', '422', '429', '503']),
    );
    expect(operation?.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Idempotency-Key', 'If-Match', 'Prefer', 'traceparent', 'dryRun']),
    );
    expect(document.components.schemas['RegisterAuthorityBody']?.additionalProperties).toBe(false);
  });

  it('the description leads to every schema that it names, those of the parts of a body too', async () => {
    const text = await (await fetch(new URL('/openapi.json', client.api.url))).text();
    const { schemas } = (JSON.parse(text) as { components: { schemas: Details } }).components;
    const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]*)"/g)].map(([, name]) => String(name));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((name) => !(name in schemas))).toEqual([]);
    expect(text).toMatch(/"name":"from","required":true/);
    expect(schemas['EvidenceLinkBody']).toMatchObject({ additionalProperties: false });
  });

  it('the description is the one in docs/openapi.json: npm run openapi writes it anew after a change', async () => {
    const served = asKept(await (await fetch(new URL('/openapi.json', client.api.url))).text());
    // Compared by lines: a failure names the few that differ.
    const kept = readFileSync(inProject('docs/openapi.json'), 'utf8');
    expect(served.split('\n')).toEqual(kept.split('\n'));
  });

  it('the description of the feed is valid AsyncAPI 3.0, and names every type of entry', async () => {
    const served = (await (await fetch(new URL('/asyncapi.json', client.api.url))).json()) as {
      components: { messages: Record<string, { title: string; payload: { allOf: Details[] } }> };
      channels: Record<string, { address: string }>;
    };
    const validate = new Ajv({ strict: false, logger: false }).compile(specs.schemasWithoutId['3.0.0']);
    expect([validate(served), validate.errors]).toEqual([true, null]);
    expect(served.channels).toMatchObject({ log: { address: '/v1/events/stream' } });
    const { messages } = served.components;
    const now = [...catalog.eventSpecs].map(([name, { schemaVersion }]) => `gov.commission.${name}.v${schemaVersion}`);
    expect(Object.keys(messages)).toEqual(expect.arrayContaining(['gov.commission.command.refused.v1', ...now]));
    for (const { title } of Object.values(messages)) expect(title).toMatch(/\.$/);
    const kept = readFileSync(inProject('docs/asyncapi.json'), 'utf8');
    expect(asKept(JSON.stringify(served)).split('\n')).toEqual(kept.split('\n'));
    expect(kept).toBe(describedFeed());
  });

  it('the page of the description needs no script of its own', async () => {
    const page = await fetch(new URL('/docs', client.api.url));
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/);
    const text = await page.text();
    expect(text).not.toMatch(/<script>/);
    for (const [, asset] of text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g))
      expect([asset, (await fetch(new URL(String(asset), client.api.url))).status]).toEqual([asset, 200]);
    expect((await fetch(new URL('/docs/package.json', client.api.url))).status).toBe(404);
  });

  it('probes and metrics', async () => {
    expect(await (await fetch(new URL('/livez', client.api.url))).json()).toEqual({ status: 'ok' });
    const ready = await fetch(new URL('/readyz', client.api.url));
    expect(ready.headers.get('cache-control')).toBe('no-store');
    expect(await ready.json()).toMatchObject({ checks: { postgres: { status: 'ok' }, queue: { status: 'ok' } } });
    expect((await client.register()).status).toBe(202);
    const metrics = await (await fetch(new URL('/metrics', client.api.url))).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="POST",route="\/v1\/commands\/register-authority",status="202"\} \d/,
    );
    expect(metrics).toMatch(/promulgate_commands_total\{outcome="accepted"\} [1-9]/);
    expect(metrics).toMatch(/promulgate_ledger_due [1-9]/);
  });
});
