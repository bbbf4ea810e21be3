import { defineConfig } from 'vitest/config'

// Tests of these kinds start processes of their own; on a small machine two files at once only wait for each other.
const withProcesses = { testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'lambda-runtime/**/*.test.ts', 'scripts/**/*.test.ts'],
        },
      },
      { test: { name: 'house', include: ['test/house/**/*.test.ts'], ...withProcesses } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...withProcesses } },
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], ...withProcesses } },
    ],
  },
})
