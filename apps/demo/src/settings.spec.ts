import { losAngeles } from '#jurisdiction';
import { settingsFrom, withoutPassword } from './settings.js';

describe('the settings of the demo', () => {
  it('needs none', () => {
    const settings = { port: 8080, empty: false, profile: losAngeles };
    expect(settingsFrom([], {})).toEqual(settings);
    expect(settingsFrom([], { PORT: '', DATABASE_URL: '', REDIS_URL: '', PROFILE: '' })).toEqual(settings);
  });

  it('takes a port, servers of the operator and --empty', () => {
    const env = {
      PORT: '0',
      DATABASE_URL: 'postgres://a:b@c/d',
      OWNER_DATABASE_URL: 'postgresql://o@c/d',
      REDIS_URL: 'rediss://r:1',
    };
    expect(settingsFrom(['--empty'], env)).toEqual({
      port: 0,
      empty: true,
      databaseUrl: 'postgres://a:b@c/d',
      ownerDatabaseUrl: 'postgresql://o@c/d',
      redisUrl: 'rediss://r:1',
      profile: losAngeles,
    });
  });

  it.each(['65536', '-1', '80a', '1e3', ' 80'])('refuses the port %j with a sentence', (PORT) => {
    expect(() => settingsFrom([], { PORT })).toThrow(/which is no port\.\nGive a number/);
  });

  it('takes another place, and refuses one that there is not', () => {
    expect(settingsFrom([], { PROFILE: 'port-alder' }).profile.board.seats).toBe(7);
    expect(() => settingsFrom([], { PROFILE: 'atlantis' })).toThrow(/There is no profile atlantis.*\nLeave it out/);
  });

  it('refuses an option that it does not know', () => {
    expect(() => settingsFrom(['--fast'], {})).toThrow(/no option --fast\.\nThe one there is/);
  });

  it.each(['DATABASE_URL', 'OWNER_DATABASE_URL', 'REDIS_URL'])('refuses a %s of another kind without repeating it', (name) => {
    for (const value of ['secret', 'https://u:secret@host'])
      expect(() => settingsFrom([], { [name]: value })).toThrow(
        new RegExp(`^${name} is set, and is not a URL like (?!.*secret)`),
      );
  });

  it('prints a URL without its password', () => {
    expect(withoutPassword('postgres://u:secret@h:1/d')).toBe('postgres://u@h:1/d');
  });
});
