/** Which Wren deployed a function, and what protocol its worker speaks. */
export interface RuntimeVersion {
  /** Semantic version. */
  readonly version: string
  readonly protocol: number
}

/** A function's description is where its version is kept: it comes with every look at it. */
export function describeRuntime({ version, protocol }: RuntimeVersion): string {
  return `Wren runtime ${version}, protocol ${protocol}`
}

/** Null where the description is not one of Wren's. */
export function readRuntimeVersion(description: string): RuntimeVersion | null {
  const [, version, protocol] = /^Wren runtime (\S+), protocol (\d+)$/.exec(description) ?? []
  return version === undefined ? null : { version, protocol: Number(protocol) }
}

/** Whether the first semantic version is newer than the second. A pre-release is older than its release. */
export function isNewer(version: string, than: string): boolean {
  const [core = '', preRelease] = version.split('-', 2)
  const [otherCore = '', otherPreRelease] = than.split('-', 2)
  const byCore = core.localeCompare(otherCore, 'en', { numeric: true })
  if (byCore !== 0) return byCore > 0
  if (preRelease === otherPreRelease) return false
  if (preRelease === undefined || otherPreRelease === undefined) return preRelease === undefined
  return preRelease.localeCompare(otherPreRelease, 'en', { numeric: true }) > 0
}
