/** What receivers of webhooks are sent, as the `webhooks` of OpenAPI 3.1. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { EVENT, EVENT_JSON } from '../events/event-schema.js';

const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: true,
  schema: { type: 'string' },
  description,
});

export const SENT: NonNullable<OpenAPIObject['webhooks']> = {
  entry: {
    post: {
      operationId: 'receive-entry',
      summary: 'An entry of the log that a webhook asks for.',
      description:
        'Signed by Standard Webhooks. The entries of a record come in order, each at least once: what was sent before comes again under the id that it had. ' +
        'An answer of 2xx within 15 seconds takes it; 410 ends the webhook; anything else has it tried again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h.',
      tags: ['Webhooks'],
      parameters: [
        header('webhook-id', 'The same each time that this entry is sent to this webhook.'),
        header('webhook-timestamp', 'When this try was made, in seconds since 1970.'),
        header('webhook-signature', '`v1,` and HMAC-SHA256 of id, timestamp and body in Base64, one for each secret that signs.'),
      ],
      requestBody: { required: true, content: { [EVENT_JSON]: { schema: EVENT } } },
      responses: {
        '2XX': { description: 'It was taken.' },
        '410': { description: 'The receiver wants nothing more: the webhook is disabled.' },
        default: { description: 'It was not taken, and is sent again.' },
      },
    },
  },
};
