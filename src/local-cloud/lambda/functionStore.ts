import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, numberField, parseRecord, textField } from '../fields.ts'
import { AwsError } from '../front/awsError.ts'
import { writeFileWhole } from '../writeFileWhole.ts'
import { codeFolder } from './codePackage.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'
import type { FunctionReference } from './functionName.ts'

/** All that is kept of one function. */
export interface StoredFunction {
  readonly latest: FunctionConfiguration
  /** Published versions, oldest first. */
  readonly versions: readonly FunctionConfiguration[]
  readonly reservedConcurrency: number | null
}

/** The functions of an account, kept in a folder so that they outlive the process. */
export interface FunctionStore {
  /** The folder under which `codeFolder` finds each unpacked zip. */
  readonly codeRoot: string
  list(): readonly StoredFunction[]
  find(name: string): StoredFunction | undefined
  /** The function; throws `ResourceNotFoundException`. */
  get(name: string): StoredFunction
  /** The configuration of the version asked for, else of the latest; throws `ResourceNotFoundException`. */
  resolve(reference: FunctionReference): FunctionConfiguration
  put(stored: StoredFunction): void
  remove(name: string): void
  /** Deletes code that no function uses any more. */
  removeUnusedCode(): Promise<void>
}

/** Opens the store in a folder, which it creates; `arnOf` makes the ARN that error messages name. */
export function openFunctionStore(folder: string, arnOf: (name: string) => string): FunctionStore {
  const codeRoot = join(folder, 'code')
  mkdirSync(codeRoot, { recursive: true, mode: 0o700 })
  // Node looks for a package.json upwards: it must not find one outside of the function's own zip.
  writeFileSync(join(codeRoot, 'package.json'), '{}')
  const recordPath = (name: string): string => join(folder, `${name}.json`)
  const functions = new Map(loadAll(folder).map((stored) => [stored.latest.FunctionName, stored]))
  const get = (name: string): StoredFunction => {
    const stored = functions.get(name)
    if (stored === undefined) throw notFound(`Function not found: ${arnOf(name)}`)
    return stored
  }

  return {
    codeRoot,
    list: () => [...functions.values()].sort((a, b) => (a.latest.FunctionName < b.latest.FunctionName ? -1 : 1)),
    find: (name) => functions.get(name),
    get,
    resolve: ({ name, qualifier }) => {
      const stored = get(name)
      if (qualifier === null || qualifier === '$LATEST') return stored.latest
      const version = stored.versions.find((candidate) => candidate.Version === qualifier)
      if (version === undefined) throw notFound(`Function not found: ${arnOf(name)}:${qualifier}`)
      return version
    },
    put: (stored) => {
      functions.set(stored.latest.FunctionName, stored)
      writeFileWhole(recordPath(stored.latest.FunctionName), JSON.stringify(stored))
    },
    remove: (name) => {
      functions.delete(name)
      rmSync(recordPath(name), { force: true })
    },
    removeUnusedCode: async () => {
      const used = new Set(
        [...functions.values()]
          .flatMap(({ latest, versions }) => [latest, ...versions])
          .map((configuration) => codeFolder(codeRoot, configuration.CodeSha256)),
      )
      const folders = readdirSync(codeRoot, { withFileTypes: true }).filter((entry) => entry.isDirectory())
      const unused = folders.map((entry) => join(codeRoot, entry.name)).filter((path) => !used.has(path))
      await Promise.all(unused.map((path) => rm(path, { recursive: true, force: true })))
    },
  }
}

function notFound(message: string): AwsError {
  return new AwsError(404, 'ResourceNotFoundException', message, { Type: 'User' })
}

function loadAll(folder: string): readonly StoredFunction[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const stored: unknown = parseRecord(readFileSync(join(folder, name), 'utf8'))
      return isStoredFunction(stored) ? [{ ...stored, latest: settle(stored.latest) }] : []
    })
}

// An update that was under way when the process ended has its code on disk already: it is complete.
function settle(configuration: FunctionConfiguration): FunctionConfiguration {
  const { StateReason: _reason, StateReasonCode: _code, ...rest } = configuration
  return { ...rest, State: 'Active', LastUpdateStatus: 'Successful' }
}

function isStoredFunction(record: unknown): record is StoredFunction {
  if (!isRecord(record)) return false
  const { latest, versions } = record
  return isConfiguration(latest) && Array.isArray(versions) && versions.every(isConfiguration)
}

function isConfiguration(value: unknown): boolean {
  return (
    isRecord(value) &&
    ['FunctionName', 'Handler', 'CodeSha256', 'Version'].every((name) => textField(value, name) !== undefined) &&
    ['Timeout', 'MemorySize'].every((name) => numberField(value, name) !== undefined)
  )
}
