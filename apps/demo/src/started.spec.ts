import { CalledOff, Started } from './started.js';

describe('what was started', () => {
  it('is stopped in the opposite order, once, also where one of them fails', async () => {
    const stopped: string[] = [];
    const complaints: unknown[] = [];
    const started = new Started((error) => complaints.push(error));
    for (const name of ['postgres', 'issuer', 'worker', 'api'])
      await started.start(
        () => Promise.resolve(name),
        (thing) => {
          stopped.push(thing);
          return thing === 'worker' ? Promise.reject(new Error('stuck')) : Promise.resolve();
        },
      );
    await Promise.all([started.stop(), started.stop()]);
    expect(stopped).toEqual(['api', 'worker', 'issuer', 'postgres']);
    expect(complaints).toEqual([new Error('stuck')]);
  });

  it('is stopped too when the stop comes in the middle of its start, and nothing is started after it', async () => {
    const started = new Started(() => undefined);
    let finish: (thing: string) => void = () => undefined;
    let closed = '';
    const starting = started.start(
      () => new Promise<string>((resolve) => (finish = resolve)),
      (thing) => Promise.resolve(void (closed = thing)),
    );
    const stopping = started.stop();
    finish('postgres');
    await expect(starting).rejects.toBeInstanceOf(CalledOff);
    await stopping;
    expect(closed).toBe('postgres');
    const later = started.start(
      () => Promise.resolve('api'),
      () => Promise.resolve(),
    );
    await expect(later).rejects.toBeInstanceOf(CalledOff);
  });
});
