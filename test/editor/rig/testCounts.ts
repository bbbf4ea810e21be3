/** How a run of tests went. Skipped tests are in neither number. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
}

/** The environment variable that names the file to which a run inside the editor writes its counts (JSON). */
export const countsFileVariable = 'WREN_TEST_COUNTS'
