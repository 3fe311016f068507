import { setTimeout as sleep } from 'node:timers/promises';
import { FaultLog } from './fault-log.js';
import { Pulse } from './pulse.js';
import { Start, StartRefused } from './start.js';

class Written {
  readonly lines: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', fields: fields as Record<string, unknown>, message });
  }
  info(fields: object, message: string): void {
    this.lines.push({ level: 'info', fields: fields as Record<string, unknown>, message });
  }
}

describe('the log of faults', () => {
  it('says a fault that goes on once in half a minute, with how often it was met', () => {
    let now = 0;
    const written = new Written();
    const log = new FaultLog(written, () => now);
    for (; now < 60_000; now += 100) log.fault('postgres', new Error('away'));
    expect(written.lines.map(({ fields }) => [fields['part'], fields['timesSince']])).toEqual([
      ['postgres', undefined],
      ['postgres', 299],
    ]);
    log.over('postgres', 'it answers again', 60_000);
    expect(written.lines.at(-1)).toMatchObject({ level: 'info', fields: { faults: 600, seconds: 60 } });
  });

  it('tells different faults apart, but not without end', () => {
    const written = new Written();
    const log = new FaultLog(written, () => 0);
    for (let nth = 0; nth < 1_000; nth++) log.fault('views', new Error(`fault ${nth}`));
    expect(written.lines.length).toBe(21);
  });
});

describe('a pulse', () => {
  it('is away at the first refusal, and back with the first answer', async () => {
    let up = false;
    const heard: string[] = [];
    const pulse = new Pulse({
      ask: () => (up ? Promise.resolve() : Promise.reject(new Error('refused'))),
      onAway: ({ message }) => heard.push(message),
      onBack: () => heard.push('back'),
    });
    expect([await pulse.now(1_000), pulse.answers]).toEqual([false, false]);
    up = true;
    expect([await pulse.now(1_000), pulse.answers]).toEqual([true, true]);
    expect(heard).toEqual(['refused', 'back']);
    pulse.stop();
  });

  it('takes one silence for a busy machine and the second for an absence, and asks once at a time', async () => {
    let asked = 0;
    let silent = false;
    let cut = 0;
    const pulse = new Pulse({
      ask: () => {
        asked++;
        return silent ? new Promise(() => undefined) : Promise.resolve();
      },
      onSilence: () => cut++,
      patienceMs: 50,
    });
    await pulse.now(1_000);
    silent = true;
    expect([await pulse.now(1_000), pulse.answers, cut]).toEqual([false, true, 0]);
    expect(await Promise.all(Array.from({ length: 100 }, () => pulse.now(1_000)))).toEqual(
      Array.from({ length: 100 }, () => false),
    );
    expect([pulse.answers, cut, asked]).toEqual([false, 1, 2]);
    pulse.stop();
  });

  it('lets nobody wait for longer than they want to', async () => {
    const pulse = new Pulse({ ask: () => new Promise(() => undefined), patienceMs: 1_000 });
    const began = performance.now();
    expect(await pulse.now(30)).toBe(false);
    expect(performance.now() - began).toBeLessThan(900);
    pulse.stop();
  });
});

describe('a start', () => {
  const away = new Error('away');
  const startOn = (answers: (readonly string[] | Error)[]) => {
    let fit = 0;
    const start = new Start({
      check: () => {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? []);
      },
      isAway: (error) => error === away,
      onWaiting: () => undefined,
      onFit: () => fit++,
    });
    return { start, fits: () => fit };
  };

  it('is refused at once by a service that is wrong, and by one that lets nobody in', async () => {
    await expect(startOn([['A view is missing.']]).start.begin()).rejects.toThrow('A view is missing.');
    await expect(startOn([new Error('no such login')]).start.begin()).rejects.toThrow(StartRefused);
  });

  it('waits for a service that is away, and begins once', async () => {
    const { start, fits } = startOn([away, away, []]);
    await start.begin();
    expect([start.fit, fits()]).toEqual([false, 0]);
    for (const end = Date.now() + 10_000; !start.fit && Date.now() < end;) await sleep(20);
    expect([start.fit, fits()]).toEqual([true, 1]);
  });

  it('is refused later by a service that comes and is wrong', async () => {
    const { start, fits } = startOn([away, ['A migration is pending.']]);
    await start.begin();
    expect(await start.refused).toMatchObject({ message: 'A migration is pending.' });
    expect(fits()).toBe(0);
  });
});
