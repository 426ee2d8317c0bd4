import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['development', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['development', 'node', 'import', 'default'] } },
  test: {
    include: [
      'packages/**/src/**/*.test.ts',
      'apps/**/src/**/*.test.ts',
      'examples/**/src/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
