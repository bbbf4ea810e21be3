import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { localAccount } from './account.ts'
import { removeDiscovery, writeDiscovery, type LocalCloudDiscovery } from './discovery.ts'
import { createFaultInjector } from './faults/faultInjector.ts'
import { parseFaultPlan } from './faults/faultPlan.ts'
import { watchActivity } from './front/activity.ts'
import { AwsError } from './front/awsError.ts'
import { createInstanceCredentials } from './front/instanceCredentials.ts'
import { createLocalCloudFront } from './front/localCloudFront.ts'
import { createIamService } from './iam/iamService.ts'
import { openRoleStore, type RoleStore } from './iam/roleStore.ts'
import { createStsService } from './iam/stsService.ts'
import { createEnvironments } from './lambda/environments.ts'
import { createEventInvocations } from './lambda/eventInvocations.ts'
import { createFunctionAdministration, functionArn } from './lambda/functionAdministration.ts'
import { openFunctionStore } from './lambda/functionStore.ts'
import { createGroupMemory } from './lambda/groupMemory.ts'
import { createLambdaService } from './lambda/lambdaService.ts'
import { createProcessGuard } from './lambda/processGuard.ts'
import { createControl } from './control.ts'
import type { LocalCloudOptions } from './localCloudOptions.ts'
import { createLogsService } from './logs/logsService.ts'
import { openLogStore } from './logs/logStore.ts'
import { openObjectStore } from './s3/objectStore.ts'
import { s3OperationOf } from './s3/s3Operation.ts'
import { renderS3Error } from './s3/s3Error.ts'

/** A running instance. */
export interface LocalCloud {
  readonly discovery: LocalCloudDiscovery
  /** Ends all environments and the server; resolves when no process and no socket is left. */
  dispose(): Promise<void>
}

/** What an instance needs of the process around it. */
export interface LocalCloudProcess {
  /** The script that runs first in each environment. */
  readonly bootstrapPath: string
  /** Arguments with which Node runs the process guard. */
  readonly guardCommand: readonly string[]
  /** The instance wants to end: it was told to, or nobody uses it. */
  readonly onStop: () => void
}

/** Starts an instance over its state folder, which must exist, and makes it known there. */
export async function startLocalCloud(
  options: LocalCloudOptions,
  surroundings: LocalCloudProcess,
): Promise<LocalCloud> {
  const { folder } = options
  const account = localAccount
  const credentials = createInstanceCredentials()
  const temporaryRoot = join(folder, 'tmp')
  // Whoever owned this folder before is gone, with all environments.
  rmSync(temporaryRoot, { recursive: true, force: true })

  const objectsOpening = openObjectStore(join(folder, 's3'))
  const faults = createFaultInjector(
    options.faultPlanPath === null ? null : parseFaultPlan(readFileSync(options.faultPlanPath, 'utf8')),
  )
  const logs = openLogStore(join(folder, 'logs'))
  const roles = openRoleStore(join(folder, 'roles.json'))
  const store = openFunctionStore(join(folder, 'functions'), (name) => functionArn(account, name))
  await store.removeUnusedCode()
  const activity = watchActivity(options.idleMs, surroundings.onStop)
  const guard = createProcessGuard(surroundings.guardCommand)
  let endpoint = ''
  const environments = createEnvironments({
    host: { account, credentials, endpoint: () => endpoint, bootstrapPath: surroundings.bootstrapPath },
    codeRoot: store.codeRoot,
    temporaryRoot,
    memory: createGroupMemory(),
    guard,
    openLog: (group, name) => {
      const stream = logs.openStream(group, name)
      return (line) => stream.append(line)
    },
    onRunning: () => activity.begin(),
    concurrency: options.concurrency,
    idleMs: options.environmentIdleMs,
  })
  const events = createEventInvocations(store, environments)
  const objects = await objectsOpening
  const administration = createFunctionAdministration({
    account,
    store,
    environments,
    readObject: (bucket, key) => objects.read(bucket, key),
    checkRole: (arn) => checkRole(roles, arn),
  })

  const server = createLocalCloudFront({
    credentials,
    services: {
      lambda: createLambdaService({ ...options, store, environments, events, administration }),
      logs: createLogsService(logs, account),
      iam: createIamService(roles, account),
      sts: createStsService(account),
    },
    objects: { operationOf: s3OperationOf, answer: objects.answer, renderError: renderS3Error },
    control: createControl({
      version: options.version,
      store,
      environments,
      events,
      faults,
      onStop: surroundings.onStop,
    }),
    faults,
    activity,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port.')
  endpoint = `http://127.0.0.1:${address.port}`

  const discovery: LocalCloudDiscovery = {
    pid: process.pid,
    version: options.version,
    endpoint,
    s3Endpoint: endpoint,
    ...account,
    ...credentials,
    startedAt: new Date().toISOString(),
  }
  writeDiscovery(folder, discovery)
  return {
    discovery,
    dispose: async () => {
      removeDiscovery(folder)
      activity[Symbol.dispose]()
      events[Symbol.dispose]()
      administration[Symbol.dispose]()
      // First of all: a client must not take the end of an environment for an error of its function.
      server.close()
      server.closeAllConnections()
      await environments.dispose()
      objects.close()
      guard[Symbol.dispose]()
      logs.flush()
      rmSync(temporaryRoot, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

function checkRole(roles: RoleStore, arn: string): void {
  if (roles.find(arn.slice(arn.lastIndexOf('/') + 1)) !== undefined) return
  throw new AwsError(
    400,
    'InvalidParameterValueException',
    'The role defined for the function cannot be assumed by Lambda.',
    {
      Type: 'User',
    },
  )
}
