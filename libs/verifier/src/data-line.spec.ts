/** A line of data as packages write it is read from its bytes; every other one is left to be read as JSON. */
import { dataLineIn } from './data-line.js';

const SALT = Buffer.alloc(32, 7);
const of = (data: string, salt = SALT.toString('base64'), position = '300'): string =>
  `{"position":${position},"data":${data},"datasalt":"${salt}"}`;
const read = (line: string) => dataLineIn(Buffer.from(line));

describe('A line of data', () => {
  it.each(['{"a":[1,"§"],"b":null}', '"a text, with \\"quotes\\""', '0', '{"datasalt":"x"}'])(
    'is read from its bytes: %s',
    (data) => {
      expect(read(of(data))).toEqual({ position: 300, data: Buffer.from(data), salt: SALT });
    },
  );

  it.each([
    ['names in another order', `{"data":1,"position":300,"datasalt":"${SALT.toString('base64')}"}`],
    ['another name for the position', of('1').replace('position', 'Position')],
    ['another name for the data', of('1').replace('"data"', '"Data"')],
    ['another name for the salt', of('1').replace('datasalt', 'dataSalt')],
    ['another end', of('1').replace(/\}$/, ']')],
    ['a member more', of('1,"more":2')],
    ['data twice', of('1,"data":2')],
    ['data that are not canonical', of('{"b":1,"a":2}')],
    ['white space', of(' 1')],
    ['no data', of('')],
    ['a position that is text', of('1', undefined, '"300"')],
    ['a position with a fraction', of('1', undefined, '1.5')],
    ['no position', of('1', undefined, '')],
    ['a shorter salt', of('1', SALT.subarray(1).toString('base64'))],
    ['a longer salt', of('1', Buffer.alloc(33).toString('base64'))],
    ['a salt in another spelling', of('1', `${SALT.toString('base64').slice(0, -2)}d=`)],
    ['a salt of 44 other letters', of('1', '"'.repeat(44))],
    ['something behind', `${of('1')} `],
    ['an exemption', '{"position":300,"withheld":"Gov. Code 7927.705"}'],
    ['nothing', ''],
  ])('with %s is not', (_what, line) => {
    expect(read(line)).toBeUndefined();
  });
});
