/** Every setting under `wren.` and its default; package.json declares the same. */
export const settingDefaults: Settings = {
  profile: 'local',
  concurrency: null,
  itemConcurrency: 1,
  batchSize: null,
  memoryMb: 1769,
  itemTimeoutMs: 60_000,
  retries: 0,
  envNames: [],
  skipBadInput: false,
  codeLens: true,
  home: '',
}

/** What a user can set. */
export interface Settings {
  readonly profile: string
  /** Null: as many invocations as the profile can carry. */
  readonly concurrency: number | null
  readonly itemConcurrency: number
  /** Null: planned as the job goes. */
  readonly batchSize: number | null
  readonly memoryMb: number
  readonly itemTimeoutMs: number
  readonly retries: number
  /** Names of environment variables that the function gets from the editor's own environment. */
  readonly envNames: readonly string[]
  readonly skipBadInput: boolean
  readonly codeLens: boolean
  /** Empty: WREN_HOME, else the platform's folder for state. */
  readonly home: string
}
