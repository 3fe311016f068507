/**
 * `npm run -s token -- oversight`: prints a bearer token of the running demo, and nothing else, for a person or a role.
 * It is a real client-credentials grant. Plain JavaScript without a package, so that it needs neither install nor build.
 */
import { existsSync, readFileSync } from 'node:fs';

const home = new URL('../../.promulgate/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, home), 'utf8'));

function end(...lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const start = 'Start it in another terminal (npm start), wait until it says that it is serving, and try again.';
let run, keys;
try {
  if (!existsSync(new URL('run.json', home))) end('The demo is not running.', start);
  [run, keys] = [read('run.json'), read('keys.json')];
} catch (error) {
  if (error.code === 'EACCES')
    end('The demo was started by another user, and its keys are private.', 'Ask for the token as that user.');
  end('The demo is starting or stopping at this moment.', start);
}
if (!isAlive(run.pid)) end('The demo is not running; it was ended without being able to clean up.', start);
if (!run.issuer) end('The demo is still starting.', start);

const name = process.argv[2];
const person = run.persons.find(({ id }) => id === name) ?? run.persons.find(({ roles }) => roles.includes(name));
if (!person)
  end(
    name ? `Nobody here is called ${name}.` : 'Say for whom: npm run -s token -- oversight',
    `There are: ${run.persons.map(({ id }) => id).join(', ')}.`,
  );

try {
  const answer = await fetch(`${run.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${person.id}:${keys.issuer.secrets[person.id]}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(10_000),
  });
  const { access_token: token, error_description: why } = await answer.json();
  if (!token) end(`The issuer gave ${person.id} no token: ${why ?? answer.status}.`);
  console.log(token);
} catch (error) {
  end(
    `The demo's issuer at ${run.issuer} does not answer (${error.cause?.code ?? error.message}).`,
    'Stop the demo with Ctrl-C and start it again.',
  );
}
