import { textField, recordField } from '../fields.ts'
import type { Account } from '../account.ts'
import { AwsError } from '../front/awsError.ts'
import { unpackCode, type CodeDescription } from './codePackage.ts'
import type { Environments } from './environments.ts'
import { invalid, newRevision, readFunctionSettings, type FunctionConfiguration } from './functionConfiguration.ts'
import { parseFunctionName, type FunctionReference } from './functionName.ts'
import type { FunctionStore, StoredFunction } from './functionStore.ts'

type Input = Readonly<Record<string, unknown>>

/** What the administration of functions works on. */
export interface FunctionAdministrationOptions {
  readonly account: Account
  readonly store: FunctionStore
  readonly environments: Environments
  /** Reads a zip from S3; throws an AwsError where there is none. */
  readonly readObject: (bucket: string, key: string) => Buffer
  /** Throws an AwsError where no role has this ARN. */
  readonly checkRole: (roleArn: string) => void
}

/** Creates, changes, lists and removes functions; every method answers in the shape of the operation of its name. */
export interface FunctionAdministration extends Disposable {
  create(input: Input): Promise<FunctionConfiguration>
  get(reference: FunctionReference): object
  list(query: URLSearchParams): object
  updateCode(name: string, input: Input): Promise<FunctionConfiguration>
  updateConfiguration(name: string, input: Input): FunctionConfiguration
  publish(name: string, input: Input): FunctionConfiguration
  listVersions(name: string): object
  remove(reference: FunctionReference): void
  setConcurrency(name: string, reserved: number | null): object
}

// On AWS it takes seconds; what matters is that a caller has to wait for `Active` at all.
const changeMs = 40

/** Administers the functions of a store. */
export function createFunctionAdministration(options: FunctionAdministrationOptions): FunctionAdministration {
  const { store, environments } = options
  const timers = new Set<NodeJS.Timeout>()
  const arnOf = (name: string): string => functionArn(options.account, name)

  const readZip = (code: Input): Buffer => {
    const zipFile = textField(code, 'ZipFile')
    if (zipFile !== undefined) return Buffer.from(zipFile, 'base64')
    const [bucket, key] = [textField(code, 'S3Bucket'), textField(code, 'S3Key')]
    if (bucket === undefined || key === undefined) throw invalid('Please provide a source for function code.')
    return options.readObject(bucket, key)
  }
  /** Puts a change in place as one that is under way, and ends it after a moment. */
  const change = (stored: StoredFunction, isNew: boolean): FunctionConfiguration => {
    const name = stored.latest.FunctionName
    store.put({ ...stored, latest: { ...stored.latest, ...(isNew ? pending : inProgress) } })
    const timer = setTimeout(() => {
      timers.delete(timer)
      const current = store.find(name)
      if (current === undefined || current.latest.RevisionId !== stored.latest.RevisionId) return
      store.put({ ...current, latest: stored.latest })
      const revisions = [stored.latest, ...current.versions].map((configuration) => configuration.RevisionId)
      environments.retire(name, revisions)
    }, changeMs)
    timers.add(timer)
    return store.get(name).latest
  }
  const getUnchanging = (name: string): StoredFunction => {
    const stored = store.get(name)
    if (stored.latest.State === 'Pending' || stored.latest.LastUpdateStatus === 'InProgress') {
      throw conflict(
        `The operation cannot be performed at this time. An update is in progress for resource: ${arnOf(name)}`,
      )
    }
    return stored
  }
  const checkRevision = (input: Input, stored: StoredFunction): void => {
    const wanted = textField(input, 'RevisionId')
    if (wanted !== undefined && wanted !== stored.latest.RevisionId) {
      throw new AwsError(
        412,
        'PreconditionFailedException',
        'The Revision Id provided does not match the latest Revision Id.',
        { Type: 'User' },
      )
    }
  }
  const publish = (stored: StoredFunction, description: string | undefined): FunctionConfiguration => {
    const version = String(1 + Math.max(0, ...stored.versions.map((candidate) => Number(candidate.Version))))
    const published = {
      ...stored.latest,
      ...newRevision(),
      ...active,
      Version: version,
      FunctionArn: `${arnOf(stored.latest.FunctionName)}:${version}`,
      ...(description === undefined ? {} : { Description: description }),
    }
    store.put({ ...stored, versions: [...stored.versions, published] })
    return published
  }

  return {
    create: async (input) => {
      const { name } = parseFunctionName(textField(input, 'FunctionName') ?? '')
      const checkNew = (): void => {
        if (store.find(name) !== undefined) throw conflict(`Function already exist: ${name}`)
      }
      checkNew()
      const settings = readFunctionSettings(input, name)
      options.checkRole(settings.Role)
      const code = await unpackCode(store.codeRoot, readZip(recordField(input, 'Code') ?? {}))
      checkNew()
      const latest: FunctionConfiguration = {
        FunctionName: name,
        FunctionArn: arnOf(name),
        ...settings,
        ...code,
        ...newRevision(),
        ...active,
        Version: '$LATEST',
        PackageType: 'Zip',
        Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
        TracingConfig: { Mode: 'PassThrough' },
      }
      return change({ latest, versions: [], reservedConcurrency: null }, true)
    },
    get: (reference) => {
      const { reservedConcurrency } = store.get(reference.name)
      return {
        Configuration: store.resolve(reference),
        Code: { RepositoryType: 'S3' },
        ...(reservedConcurrency === null ? {} : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
      }
    },
    list: (query) => {
      const all = store.list().map((stored) => stored.latest)
      const start = Number(query.get('Marker') ?? '0')
      const end = start + Math.min(50, Number(query.get('MaxItems') ?? '50'))
      return { Functions: all.slice(start, end), ...(end < all.length ? { NextMarker: String(end) } : {}) }
    },
    updateCode: async (name, input) => {
      checkRevision(input, getUnchanging(name))
      const code: CodeDescription = await unpackCode(store.codeRoot, readZip(input))
      const stored = getUnchanging(name)
      if (input['DryRun'] === true) return { ...stored.latest, ...code }
      const updated = change({ ...stored, latest: { ...stored.latest, ...code, ...newRevision() } }, false)
      return input['Publish'] === true ? publish(store.get(name), undefined) : updated
    },
    updateConfiguration: (name, input) => {
      const stored = getUnchanging(name)
      checkRevision(input, stored)
      const settings = readFunctionSettings(input, name, stored.latest)
      options.checkRole(settings.Role)
      return change({ ...stored, latest: { ...stored.latest, ...settings, ...newRevision() } }, false)
    },
    publish: (name, input) => publish(getUnchanging(name), textField(input, 'Description')),
    listVersions: (name) => {
      const { latest, versions } = store.get(name)
      return { Versions: [latest, ...versions] }
    },
    remove: ({ name, qualifier }) => {
      const stored = store.get(name)
      if (qualifier === null) store.remove(name)
      else store.put({ ...stored, versions: stored.versions.filter((version) => version.Version !== qualifier) })
      const kept = store.find(name)
      const revisions = kept === undefined ? [] : [kept.latest, ...kept.versions]
      environments.retire(
        name,
        revisions.map((configuration) => configuration.RevisionId),
      )
    },
    setConcurrency: (name, reservedConcurrency) => {
      store.put({ ...store.get(name), reservedConcurrency })
      return { ReservedConcurrentExecutions: reservedConcurrency }
    },
    [Symbol.dispose]: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** The ARN of a function, without a version. */
export function functionArn(account: Account, name: string): string {
  return `arn:aws:lambda:${account.region}:${account.accountId}:function:${name}`
}

const active = { State: 'Active', LastUpdateStatus: 'Successful' } as const
const pending = {
  State: 'Pending',
  StateReason: 'The function is being created.',
  StateReasonCode: 'Creating',
  LastUpdateStatus: 'InProgress',
  LastUpdateStatusReason: 'The function is being created.',
  LastUpdateStatusReasonCode: 'Creating',
} as const
const inProgress = {
  LastUpdateStatus: 'InProgress',
  LastUpdateStatusReason: 'The function is being updated.',
  LastUpdateStatusReasonCode: 'Updating',
} as const

function conflict(message: string): AwsError {
  return new AwsError(409, 'ResourceConflictException', message, { Type: 'User' })
}
