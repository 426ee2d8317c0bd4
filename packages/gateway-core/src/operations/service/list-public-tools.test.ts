import { expect, it } from 'vitest';
import { inspection } from '../inspection.fixture.ts';
import { listDiscoverableServices } from './list-discoverable-services.ts';
import { listPublicTools } from './list-public-tools.ts';

it.each([{}, { name: 'orders' }, { name: 'hidden' }])(
  'tells anybody what its twin tells for %j',
  async params => {
    const { call, asStranger } = await inspection();
    const told = await call(listPublicTools, params);
    expect(told).toEqual(await asStranger(listDiscoverableServices, params));
  },
);

it('tells nothing of what is behind the services', async () => {
  const { call } = await inspection();
  expect(JSON.stringify(await call(listPublicTools))).not.toMatch(
    /orders-1|proxy|X-Key|10\.0\.0|hidden|terse/,
  );
});

it('refuses what it does not know', async () => {
  const { call } = await inspection();
  for (const params of [{ id: 'x' }, { name: '' }, { pageSize: 5 }]) {
    await expect(call(listPublicTools, params)).rejects.toMatchObject({ code: 'MYC00033' });
  }
});
