/** Where this Wren keeps its state and where its built parts lie. */
export interface Installation {
  /** WREN_HOME, absolute. */
  readonly home: string
  /** The folder of runner.mjs, local-cloud.mjs and runtime.zip. */
  readonly distFolder: string
  /** Semantic version of this Wren. */
  readonly version: string
}
