/** Which methods each path takes, noted as the routes are made: the difference between 404 and 405. */
export class RouteTable {
  private readonly routes: { readonly method: string; readonly pattern: RegExp }[] = [];

  /** `url` as Fastify writes it: `/v1/commands/:id`. */
  note(methods: string | readonly string[], url: string): void {
    const pattern = url
      .split('/')
      .map((segment) =>
        segment.startsWith(':') ? '[^/]+' : segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('/');
    for (const method of [methods].flat()) this.routes.push({ method, pattern: new RegExp(`^${pattern}/?$`) });
  }

  methodsOf(path: string): string[] {
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
  }
}
