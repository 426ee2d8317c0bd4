/** The Redis that tests may fill. `pnpm test` starts one and names it here. */
export function testRedisUrl(): string {
  const url = process.env['MYC_TEST_REDIS_URL'];
  if (url === undefined || url === '')
    throw new Error(
      'MYC_TEST_REDIS_URL is not set. Run the tests with `pnpm test`, which starts a Redis, or name one yourself.',
    );
  return url;
}
