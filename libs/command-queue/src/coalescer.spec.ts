import { Coalescer } from './coalescer.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A coalescer whose batches end when the test says so. */
function held(lanes: number, most: number) {
  const batches: { readonly items: readonly string[]; readonly end: (fault?: Error) => void }[] = [];
  const coalescer = new Coalescer<string, string>(
    (items) =>
      new Promise((resolve, reject) => {
        const results = items.map((item): PromiseSettledResult<string> =>
          item === 'bad'
            ? { status: 'rejected', reason: new Error('a bad one') }
            : { status: 'fulfilled', value: `${item} done` },
        );
        batches.push({ items, end: (fault) => (fault ? reject(fault) : resolve(results)) });
      }),
    { lanes, most },
  );
  const itemsOf = () => batches.map(({ items }) => items);
  return { coalescer, batches, itemsOf };
}

describe('A coalescer', () => {
  it('begins at once with what came in together', async () => {
    const { coalescer, batches, itemsOf } = held(1, 10);
    const answers = [coalescer.do('a'), coalescer.do('b')];
    await turn();
    expect(itemsOf()).toEqual([['a', 'b']]);
    batches[0]?.end();
    expect(await Promise.all(answers)).toEqual(['a done', 'b done']);
  });

  it('gathers what comes in while its lanes are busy, and takes no more at once than it may', async () => {
    const { coalescer, batches, itemsOf } = held(2, 3);
    const answers: Promise<string>[] = [];
    for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) {
      answers.push(coalescer.do(item));
      await turn();
    }
    expect(itemsOf()).toEqual([['a'], ['b']]);
    batches[0]?.end();
    await turn();
    await turn();
    expect(itemsOf()).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
    for (const nth of [1, 2]) batches[nth]?.end();
    await turn();
    await turn();
    batches[3]?.end();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((item) => `${item} done`));
  });

  it('answers each for itself: the fault of one is not that of the others', async () => {
    const { coalescer, batches } = held(1, 10);
    const answers = Promise.allSettled([coalescer.do('a'), coalescer.do('bad'), coalescer.do('c')]);
    await turn();
    batches[0]?.end();
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('goes on after a batch that broke', async () => {
    const { coalescer, batches } = held(1, 10);
    const broken = coalescer.do('a');
    await turn();
    const next = coalescer.do('b');
    batches[0]?.end(new Error('away'));
    await expect(broken).rejects.toThrow('away');
    await turn();
    batches[1]?.end();
    expect(await next).toBe('b done');
  });
});
