import { projections, reactions } from '#commission';
import { prepareDatabase } from '#command-queue';
import { ERASER_ROLE } from '#event-log';
import pg from 'pg';
import { CliError, type CliRun, ownerDatabaseUrl } from './command.js';

/** The role of the migrations that holds the application's rights; logins are its members. */
const APP_ROLE = 'promulgate_app';

interface Login {
  readonly name: string;
  readonly password: string;
}

/** The login of the api and the workers that is to be admitted: none, where an operator keeps logins by hand. */
function loginFrom(env: NodeJS.ProcessEnv): Login | undefined {
  const { APP_DATABASE_LOGIN: name, APP_DATABASE_PASSWORD: password } = env;
  if (name && password) return { name, password };
  if (name || password) throw new CliError('Set both APP_DATABASE_LOGIN and APP_DATABASE_PASSWORD, or neither.');
  return undefined;
}

/** Makes the login where there is none, gives it its password, and lets it take the application's role. */
async function admitLogin(ownerUrl: string, { name, password }: Login): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [name]);
    const login = pg.escapeIdentifier(name);
    await owner.query(`${rowCount ? 'alter' : 'create'} role ${login} login password ${pg.escapeLiteral(password)}`);
    await owner.query(`grant ${APP_ROLE} to ${login}`);
    await owner.query(`grant ${ERASER_ROLE} to ${login} with inherit false, set true`);
  } finally {
    await owner.end();
  }
}

/** Brings tables, queue, views, reactions and the application's login up to date; running it again changes nothing. */
export const migrate: CliRun = async (_args, { json, print }) => {
  const url = ownerDatabaseUrl();
  const login = loginFrom(process.env);
  const { migrations, views } = await prepareDatabase(url, { projections, reactions });
  if (login) await admitLogin(url, login);
  if (json) print(JSON.stringify({ migrations, views }));
  else print(`Up to date: ${migrations.length} migrations run, ${views.built.length} views built, ${views.kept.length} kept.`);
  return 0;
};
