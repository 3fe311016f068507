/** The HTTP side of the peers: Fastify, and the checks of an access token that RFC 9068 asks for, by jose. */
import Fastify from 'fastify';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type BareCommand, env } from './bare-settle.ts';

const ROLE = 'city-attorney';

export interface BareRequest {
  subject: string;
  key: string | undefined;
  body: BareCommand;
}

/** Listens at PORT. `take` makes the command durable and answers its id; then the client gets its 202. */
export async function openBareDoor(take: (request: BareRequest) => Promise<string>): Promise<void> {
  const issuer = env('OIDC_ISSUER');
  const discovery = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as { jwks_uri: string };
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
  const fastify = Fastify();
  fastify.get('/livez', () => ({ status: 'ok' }));
  const schema = {
    body: {
      type: 'object',
      required: ['citation', 'title'],
      additionalProperties: false,
      properties: { citation: { type: 'string', maxLength: 300 }, title: { type: 'string', maxLength: 500 } },
    },
  };
  fastify.post('/v1/commands/register-authority', { schema }, async (request, reply) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (!token) return reply.code(401).send();
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience: 'promulgate',
      typ: 'at+jwt',
      requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
    }).catch(() => undefined);
    if (!verified?.payload.sub) return reply.code(401).send();
    if (!(verified.payload['roles'] as string[] | undefined)?.includes(ROLE)) return reply.code(403).send();
    const key = request.headers['idempotency-key'];
    const id = await take({
      subject: verified.payload.sub,
      key: typeof key === 'string' ? key : undefined,
      body: request.body as BareCommand,
    });
    return reply.code(202).header('location', `/v1/commands/${id}`).send({ id, status: 'accepted' });
  });
  await fastify.listen({ port: Number(env('PORT')), host: '127.0.0.1' });
}
