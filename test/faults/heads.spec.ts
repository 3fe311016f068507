import { Heads } from './heads.js';

const checkpoint = (size: number, root: string) => `log.example\n${size}\n${root}\n`;

it('Two trees of one size are found, wherever each of them was, and the same tree twice is none', () => {
  const heads = new Heads();
  heads.take(checkpoint(7, 'AAAA'), 'the folder');
  heads.take(`${checkpoint(7, 'AAAA')}\n— log.example abcd\n`, 'the table');
  heads.take(checkpoint(8, 'BBBB'), 'the folder');
  expect(heads.forks()).toEqual([]);
  heads.take(checkpoint(7, 'CCCC'), 'the state');
  expect(heads.forks()).toEqual([
    { invariant: 'I6', what: 'two trees of 7 entries: AAAA in the folder, CCCC in the state', positions: [7, 7] },
  ]);
  expect(heads.sizes).toBe(2);
  expect(() => heads.take('<html>', 'an api')).toThrow('an api is no checkpoint');
});
