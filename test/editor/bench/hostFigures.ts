/** What was measured inside one extension host; milliseconds. */
export interface HostFigures {
  readonly loadMs: number
  readonly activateMs: number
  /** Items of the job that ran meanwhile, all of which succeeded. */
  readonly items: number
  readonly jobMs: number
  readonly delayP50Ms: number
  readonly delayP99Ms: number
  readonly delayMaxMs: number
}

/** The environment variable that names the file for the figures (JSON). */
export const hostFiguresVariable = 'WREN_HOST_FIGURES'
