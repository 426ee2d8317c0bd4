import { defineConfig } from 'vitest/config';

const conditions = ['development', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test-e2e/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    root: new URL('..', import.meta.url).pathname,
    globalSetup: ['test-e2e/servers/global-setup.ts'],
    // Each file starts gateways and servers of its own: side by side they would compete for the processor.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
