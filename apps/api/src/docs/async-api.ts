import { type Catalog, REFUSED } from '#command-queue';
import { cloudEventType } from '#event-log';
import { SENTENCES } from '#oversight';
import { EVENT, EVENT_JSON } from '../events/event-schema.js';

const DESCRIPTION = `The log of the commission's work, in the one order of its positions: what was decided, and what was refused. Every reader is given
every position; data that it may not see is withheld, with the exemption named. \`GET /v1/events\` gives the same a page at a time.`;

/** AsyncAPI 3.0 of the feed: the types of entries that the log can hold, from the lifecycles themselves. */
export function asyncApiOf(catalog: Catalog): object {
  const types = typesOf(catalog);
  const named = (place: string, { type }: LoggedType) => ({ $ref: `#/${place}/messages/${type}` });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Promulgate',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: EVENT_JSON,
    channels: {
      log: {
        address: '/v1/events/stream',
        title: 'The log as server-sent events',
        description:
          'The `id` of an event is its position, its `data` a CloudEvent on one line. `Last-Event-ID` takes a broken connection up again. The filters are those of `GET /v1/events`.',
        messages: Object.fromEntries(types.map((each) => [each.type, named('components', each)])),
        bindings: { http: {} },
      },
    },
    operations: {
      followLog: {
        action: 'send',
        channel: { $ref: '#/channels/log' },
        title: 'Follow the log',
        summary: 'What there is behind the cursor, then what is added.',
        security: [{ $ref: '#/components/securitySchemes/bearer' }],
        bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
        messages: types.map((each) => named('channels/log', each)),
      },
    },
    components: {
      messages: Object.fromEntries(types.map((each) => [each.type, messageOf(each)])),
      schemas: { Event: EVENT },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token (RFC 9068) of the configured issuer. Without one, what is public is delivered.',
        },
      },
    },
  };
}

interface LoggedType {
  /** `gov.commission.draft.submitted.v1` */
  readonly type: string;
  readonly says: string;
  /** Absent where it depends on the data. */
  readonly visibility?: string;
  /** Written by an earlier version, and delivered as it was written. */
  readonly earlier: boolean;
}

function typesOf(catalog: Catalog): LoggedType[] {
  const said: Readonly<Record<string, { readonly plain: string }>> = SENTENCES;
  return [...catalog.eventSpecs, [REFUSED.type, REFUSED] as const]
    .flatMap(([name, { schemaVersion, visibility }]) =>
      Array.from({ length: schemaVersion }, (_, at) => ({
        type: cloudEventType(name, at + 1),
        says: said[name]?.plain ?? '',
        earlier: at + 1 < schemaVersion,
        ...(typeof visibility === 'string' ? { visibility } : {}),
      })),
    )
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

function messageOf({ type, says, visibility, earlier }: LoggedType): object {
  return {
    name: type,
    title: says,
    ...(earlier ? { description: 'In the form of an earlier version, which is delivered as it was written.' } : {}),
    contentType: EVENT_JSON,
    payload: {
      allOf: [
        { $ref: '#/components/schemas/Event' },
        {
          type: 'object',
          properties: { type: { const: type }, ...(visibility === undefined ? {} : { visibility: { const: visibility } }) },
        },
      ],
    },
  };
}
