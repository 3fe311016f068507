/** An entry of the log as it is delivered: a CloudEvent. */
import type { Schema } from '../queries/docs.js';

export const EVENT_JSON = 'application/cloudevents+json';

const text = (description: string) => ({ type: 'string', description });
export const EVENT: Schema = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'position', 'datahash', 'visibility'],
  properties: {
    specversion: { type: 'string', enum: ['1.0'] },
    id: { type: 'string', format: 'uuid' },
    source: { type: 'string', format: 'uri' },
    type: text('`gov.commission.{stored name}.v{schema version}`.'),
    subject: text('The record that it is about: `drafts/{id}`.'),
    time: { type: 'string', format: 'date-time', description: 'When it occurred.' },
    datacontenttype: { type: 'string', enum: ['application/json'] },
    dataschema: { type: 'string', format: 'uri' },
    recordedtime: { type: 'string', format: 'date-time' },
    stream: text('The stream that it was appended to; of a refusal one of its own.'),
    streamversion: { type: 'integer' },
    streamprev: text('SHA-256 of the entry before it on its stream, in hex.'),
    actor: text('The subject of the token that sent the command.'),
    actorrole: text('The role that the command was sent in.'),
    performedby: text('Who did what is recorded.'),
    commandid: { type: 'string', format: 'uuid' },
    correlationid: { type: 'string', format: 'uuid' },
    causationid: { type: 'string', format: 'uuid' },
    traceparent: text('W3C trace context of the command, where it had one.'),
    visibility: { type: 'string', enum: ['PUBLIC', 'INTERNAL', 'PRIVILEGED'] },
    datahash: text('SHA-256 of salt and canonical data, in hex.'),
    position: { type: 'integer', description: 'Its place in the log, from 1, without a gap.' },
    data: { type: 'object', description: 'For whom the visibility admits.' },
    datasalt: text('Base64; beside the data.'),
    withheld: text('In place of the data: the exemption under which it is withheld.'),
    erased: {
      type: 'integer',
      description:
        'In place of the data: it was lawfully erased, and this is the position of the entry that ordered it. Data that is missing without one was taken away by somebody who had no right to.',
    },
  },
};
