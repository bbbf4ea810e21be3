import type { WrenClient } from '#runtime-client'

/** All of runtime-client's public face. */
export type RuntimeClientLibrary = typeof import('#runtime-client')

/** Loads runtime-client when it is first needed: it is most of what there is to load. */
export const loadRuntimeClient = (): Promise<RuntimeClientLibrary> => import('#runtime-client')

/** Where a client is to be had; it is made when first asked for. */
export class ClientSource {
  readonly #distFolder: string
  readonly #version: string
  readonly #chosenHome: () => string
  #client: Promise<WrenClient> | null = null

  /** `chosenHome` gives the folder of Wren's state, empty where that is left to WREN_HOME and the platform. */
  constructor(distFolder: string, version: string, chosenHome: () => string) {
    this.#distFolder = distFolder
    this.#version = version
    this.#chosenHome = chosenHome
  }

  /** Rejects with a WrenError where the state folder cannot be used; the next call tries again. */
  async open(): Promise<WrenClient> {
    this.#client ??= this.#create()
    try {
      return await this.#client
    } catch (error) {
      this.#client = null
      throw error
    }
  }

  /** Makes a new client next time, after the state folder was set to another one. */
  forget(): void {
    this.#client = null
  }

  async #create(): Promise<WrenClient> {
    const { WrenClient, prepareWrenHome, wrenHome } = await loadRuntimeClient()
    const chosen = this.#chosenHome()
    const home = wrenHome(chosen === '' ? process.env : { ...process.env, WREN_HOME: chosen })
    prepareWrenHome(home)
    return new WrenClient({ home, distFolder: this.#distFolder, version: this.#version })
  }
}
