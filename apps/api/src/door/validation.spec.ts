import { CommandBody, Part, Parts, RecordIds, Text, Whole } from '#command-queue';
import { bodyFaults } from './validation.js';

class Reader {
  @Text(10)
  name!: string;
}

class Change {
  @Text(20)
  protocol!: string;

  @Part(() => Reader, { optional: true })
  'read/by'?: Reader;
}

class Evidence extends CommandBody {
  @Part(() => Reader)
  reader!: Reader;
}

class Body extends CommandBody {
  @Text(5)
  title!: string;

  @Whole(0, 10, { optional: true })
  count?: number;

  @Parts(() => Change, { optional: true })
  changes?: Change[];

  @RecordIds({ optional: true })
  ids?: string[];
}

const pointers = (body: unknown) => bodyFaults(Body, body).map(({ pointer }) => pointer);

it('a body as its class describes it has no fault', () => {
  expect(
    bodyFaults(Body, { title: 'x', count: 10, changes: [{ protocol: 'p', 'read/by': { name: 'n' } }], expectedVersion: 3 }),
  ).toEqual([]);
});

it.each<[string, unknown, string[]]>([
  ['a number', 7, ['']],
  ['null', null, ['']],
  ['a list', [{ title: 'x' }], ['']],
  ['without what is needed', {}, ['/title']],
  ['with an unknown field', { title: 'x', more: 1 }, ['/more']],
  [
    'with an unknown field within',
    { title: 'x', changes: [{ protocol: 'p' }, { protocol: 'p', 'a/b~': 1 }] },
    ['/changes/1/a~1b~0'],
  ],
  [
    'with an unknown field two levels within',
    { title: 'x', changes: [{ protocol: 'p', 'read/by': { name: 'n', x: 1 } }] },
    ['/changes/0/read~1by/x'],
  ],
  ['with a field that every object has', { title: 'x', hasOwnProperty: 1 }, ['/hasOwnProperty']],
  ['with such a field within', { title: 'x', changes: [{ protocol: 'p', toString: 'x' }] }, ['/changes/0/toString']],
  ['with null for a field', { title: 'x', count: null }, ['/count']],
  ['with null in a list', { title: 'x', changes: [{ protocol: 'p' }, null] }, ['/changes/1']],
  ['with text for a part', { title: 'x', changes: ['p'] }, ['/changes']],
  ['with a list for a part', { title: 'x', changes: [[]] }, ['/changes']],
  ['with an object for a list', { title: 'x', changes: { protocol: 'p' } }, ['/changes']],
  ['with a number as text', { title: 'x', count: '3' }, ['/count']],
  ['with what is no id', { title: 'x', ids: ['nobody'] }, ['/ids']],
])('a body %s is refused there', (_what, body, expected) => expect(pointers(body)).toEqual(expected));

it.each([[{}], [{ reader: 'x' }], [{ reader: [] }]])('a part that is needed is refused as %j', (body) => {
  expect(bodyFaults(Evidence, body).map(({ pointer }) => pointer)).toEqual(['/reader']);
});

it('the answer to many faults is short', () => {
  const body = Object.fromEntries(Array.from({ length: 5_000 }, (_each, at) => [`f${at}`, at]));
  expect(bodyFaults(Body, body)).toHaveLength(50);
});

it('a fault names no value that was sent', () => {
  const faults = bodyFaults(Body, { title: 'confidential', count: 99, changes: [{ protocol: 12345 }] });
  expect(faults).toHaveLength(3);
  expect(JSON.stringify(faults)).not.toMatch(/confidential|99|12345/);
});
