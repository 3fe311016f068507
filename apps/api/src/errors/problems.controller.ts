import { Catalog } from '#command-queue';
import type { Settings } from '#commission';
import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS } from '../tokens.js';
import { escapeHtml, htmlPage } from '../docs/html.js';
import { problem } from './problem.js';
import { problemCatalogue, type ProblemPage } from './problem-catalogue.js';

/** What the `type` of each problem leads to: a page for people, JSON for programs. */
@ApiTags('Problems')
@ApiProduces('text/html', 'application/json')
@Controller('problems')
export class ProblemsController {
  private readonly pages: ReadonlyMap<string, ProblemPage>;

  constructor(@Inject(Catalog) catalog: Catalog, @Inject(SETTINGS) { profile }: Settings) {
    this.pages = problemCatalogue(catalog, profile);
  }

  @Get()
  @Header('vary', 'Accept')
  @ApiOperation({ operationId: 'list-problems', summary: 'Every problem that this service can answer with.' })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): unknown {
    const pages = [...this.pages.values()];
    if (wantsJson(request)) return { items: pages };
    const rows = pages.map(
      ({ code, status, title }) =>
        `<tr><td>${status}</td><td><a href="/problems/${code}">${code}</a></td><td>${escapeHtml(title)}</td></tr>`,
    );
    void reply.type('text/html; charset=utf-8');
    return htmlPage('Problems', `<table><tr><th>Status</th><th>Code</th><th>Title</th></tr>${rows.join('')}</table>`);
  }

  @Get(':code')
  @Header('vary', 'Accept')
  @ApiOperation({ operationId: 'read-problem', summary: 'What a problem means and what to do about it.' })
  read(@Param('code') code: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): unknown {
    const page = this.pages.get(code);
    if (!page) throw problem('not-found', 'No problem has this code.');
    if (wantsJson(request)) return page;
    void reply.type('text/html; charset=utf-8');
    return htmlPage(page.title, articleOf(page));
  }
}

/** A browser names text/html; curl names anything, and its user is a person. */
const wantsJson = ({ headers: { accept = '' } }: FastifyRequest): boolean =>
  accept.includes('json') && !accept.includes('text/html');

function articleOf({ code, status, about, rule, remedy, commands }: ProblemPage): string {
  const facts: [string, string | undefined][] = [
    ['Code', `<code>${code}</code>`],
    ['HTTP status', String(status)],
    ['When', about && escapeHtml(about)],
    ['Rule', rule && escapeHtml(rule.number ? `${rule.number}. ${rule.sentence}` : rule.sentence)],
    ['Source', rule?.source && escapeHtml(rule.source)],
    ['What to do', remedy && escapeHtml(remedy)],
    ['Commands', commands?.map((name) => `<code>${name}</code>`).join(', ')],
  ];
  const rows = facts.flatMap(([name, value]) => (value ? [`<dt>${name}</dt><dd>${value}</dd>`] : []));
  return `<dl>${rows.join('')}</dl><p><a href="/problems">All problems</a></p>`;
}
