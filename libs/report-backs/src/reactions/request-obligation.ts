/** What a report-back tells the request that it is owed on; nothing where there is none. */
interface Told {
  readonly subjectId: string;
  readonly data: { readonly requestId?: string };
}

interface Note {
  readonly name: string;
  readonly body: Record<string, unknown>;
}

export function owedOnItsRequest({
  subjectId,
  data: { requestId, dueAt },
}: Told & { readonly data: { readonly dueAt: string } }): readonly Note[] {
  const obligation = `report-backs/${subjectId}`;
  return requestId === undefined
    ? []
    : [{ name: 'note-obligation-opened', body: { requestId, obligation, kind: 'REPORT_BACK', dueAt } }];
}

export function metOnItsRequest({ subjectId, data: { requestId } }: Told): readonly Note[] {
  const obligation = `report-backs/${subjectId}`;
  return requestId === undefined ? [] : [{ name: 'note-obligation-met', body: { requestId, obligation } }];
}
