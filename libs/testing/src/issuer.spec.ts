import { TokenVerifier } from '#identity';
import { ROLES } from '#kernel';
import { type Issuer, newIssuerKeys, startIssuer } from './issuer.js';
import { PERSONS } from './persons.js';

let issuer: Issuer;
afterEach(() => issuer.close());

const check = async (name: string) =>
  new TokenVerifier({ issuer: issuer.issuer, audience: 'promulgate' }).verify(await issuer.tokenFor(name));

describe('the issuer of the demo and the tests', () => {
  it('gives every person a token that the verifier accepts, with their roles', async () => {
    issuer = await startIssuer();
    for (const { id, roles } of PERSONS) await expect(check(id)).resolves.toMatchObject({ subject: id, roles });
    await expect(check('department-liaison')).resolves.toMatchObject({ department: 'General Services' });
  });

  it('knows somebody for every role that a token may carry', async () => {
    issuer = await startIssuer();
    for (const role of ROLES.filter((name) => name !== 'system'))
      await expect(check(role)).resolves.toMatchObject({ roles: [role] });
    await expect(check('commissioner')).resolves.toMatchObject({ subject: 'commissioner-1' });
    expect(() => issuer.tokenFor('king')).toThrow(/Nobody is called king; there are mayor-liaison/);
  });

  it('is the same issuer after a restart with its keys and its port', async () => {
    const keys = newIssuerKeys();
    issuer = await startIssuer({ keys });
    const token = await issuer.tokenFor('oversight');
    const { port, issuer: name } = issuer;
    await issuer.close();
    issuer = await startIssuer({ keys, port });
    expect(issuer.issuer).toBe(name);
    const verifier = new TokenVerifier({ issuer: name, audience: 'promulgate' });
    await expect(verifier.verify(token)).resolves.toMatchObject({ subject: 'oversight' });
  });

  it('takes another port where the wanted one is in use', async () => {
    issuer = await startIssuer();
    const other = await startIssuer({ port: issuer.port });
    expect(other.port).not.toBe(issuer.port);
    await other.close();
  });

  it('gives no token for a wrong secret', async () => {
    issuer = await startIssuer();
    const answer = await fetch(`${issuer.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('oversight:guess').toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(answer.status).toBe(401);
  });
});
