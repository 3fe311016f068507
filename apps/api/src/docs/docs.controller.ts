import { Catalog } from '#command-queue';
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { problem } from '../errors/problem.js';
import { asyncApiOf } from './async-api.js';
import { OpenApi } from './open-api.js';

/** Swagger UI's own files, as @nestjs/swagger brings them; nothing else of that folder is served. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const folder = (): string => {
  const nestSwagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(nestSwagger).resolve('swagger-ui-dist/package.json'));
};

/** State diagrams and the table of commands, as `npm run processes` writes them. */
const PROCESSES = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'docs', 'processes');

const INIT = `window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, persistAuthorization: false });\n`;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Promulgate API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/init.js"></script></body>
</html>
`;

/** The API's description, for programs and for people. No script is written into the page: its content security policy forbids that. */
@ApiExcludeController()
@Controller()
export class DocsController {
  /** Made once, as the other one is: it is the same as long as the process lives. */
  private readonly asyncApi: string;

  constructor(
    @Inject(OpenApi) private readonly openApi: OpenApi,
    @Inject(Catalog) catalog: Catalog,
  ) {
    this.asyncApi = JSON.stringify(asyncApiOf(catalog));
  }

  @Get('openapi.json')
  document(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('application/json; charset=utf-8');
    return this.openApi.text;
  }

  @Get('asyncapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  asyncDocument(): string {
    return this.asyncApi;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }

  @Get('docs/init.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  init(): string {
    return INIT;
  }

  @Get('docs/processes')
  @Header('content-type', 'text/html; charset=utf-8')
  processes(): Promise<Buffer> {
    return readFile(join(PROCESSES, 'index.html'));
  }

  @Get('docs/processes/:file')
  @Header('cache-control', 'public, max-age=86400')
  async processFile(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const type = /^[\w-]+(\.\w+)?\.svg$/.test(file)
      ? 'image/svg+xml'
      : file === 'processes.css'
        ? 'text/css; charset=utf-8'
        : undefined;
    const path = join(PROCESSES, file);
    if (!type || !existsSync(path)) throw problem('not-found', 'There is no such page.');
    void reply.type(type);
    return readFile(path);
  }

  @Get('docs/:asset')
  @Header('cache-control', 'public, max-age=86400')
  async asset(@Param('asset') asset: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const type = Object.hasOwn(ASSETS, asset) ? ASSETS[asset] : undefined;
    if (!type) throw problem('not-found', 'There is no such page.');
    void reply.type(type);
    return readFile(join(folder(), asset));
  }
}
