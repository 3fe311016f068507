import { whenADirectiveIsRescindedWithdrawItsProvisions } from './when-a-directive-is-rescinded-withdraw-its-provisions.js';
import { whenADirectiveIsSupersededSupersedeItsProvisions } from './when-a-directive-is-superseded-supersede-its-provisions.js';

const occurredAt = '2026-03-10T18:00:00.000Z';
const ended = { occurredAt, data: { provisions: ['provision-1', 'provision-2'], reason: 'A new one.' } } as never;
const each = (name: string) =>
  ['provision-1', 'provision-2'].map((provisionId) => ({ name, body: { provisionId, reason: 'A new one.', occurredAt } }));

it('What has not ended of a superseded directive is superseded, of a rescinded one withdrawn', () => {
  expect(whenADirectiveIsSupersededSupersedeItsProvisions.then(ended)).toEqual(each('supersede-provision'));
  expect(whenADirectiveIsRescindedWithdrawItsProvisions.then(ended)).toEqual(each('withdraw-provision'));
});
