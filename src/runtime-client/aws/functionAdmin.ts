import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import type { CreateFunctionCommandInput, FunctionConfiguration } from '@aws-sdk/client-lambda'
import { setTimeout as delay } from 'node:timers/promises'

import { ServiceFault } from '../errors.ts'
import type { DeployedFunction, FunctionAdmin, FunctionSettings } from '../ports.ts'
import { callAws, clientSettings } from './awsAccess.ts'
import type { AwsAccess } from './awsAccess.ts'
import { aborted, nullIfMissing } from './awsErrors.ts'

/** Lambda itself gives up on a function that is not ready after some minutes. */
const activeWithinMs = 5 * 60_000
const firstPollMs = 50
const longestPollMs = 2000

/** Lambda's control plane. */
export class LambdaFunctionAdmin implements FunctionAdmin, Disposable {
  readonly #access: AwsAccess
  readonly #client: LambdaClient

  constructor(access: AwsAccess) {
    this.#access = access
    this.#client = new LambdaClient(clientSettings(access))
  }

  async get(name: string): Promise<DeployedFunction | null> {
    const configuration = await nullIfMissing(this.#configuration(name))
    return configuration === null ? null : deployedFunction(configuration)
  }

  async create(name: string, settings: FunctionSettings, zip: Uint8Array): Promise<void> {
    await this.#call('lambda:CreateFunction', name, () =>
      this.#client.send(
        new CreateFunctionCommand({
          ...settingsInput(name, settings),
          Architectures: [settings.architecture],
          PackageType: 'Zip',
          Code: { ZipFile: zip },
        }),
      ),
    )
  }

  async updateCode(name: string, zip: Uint8Array): Promise<void> {
    await this.#call('lambda:UpdateFunctionCode', name, () =>
      this.#client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip })),
    )
  }

  async updateSettings(name: string, settings: FunctionSettings): Promise<void> {
    await this.#call('lambda:UpdateFunctionConfiguration', name, () =>
      this.#client.send(new UpdateFunctionConfigurationCommand(settingsInput(name, settings))),
    )
  }

  async delete(name: string): Promise<void> {
    await this.#call('lambda:DeleteFunction', name, () =>
      this.#client.send(new DeleteFunctionCommand({ FunctionName: name })),
    )
  }

  async waitUntilActive(name: string, signal?: AbortSignal): Promise<void> {
    const giveUpAt = Date.now() + activeWithinMs
    for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 2, longestPollMs)) {
      const configuration = await this.#configuration(name)
      const state = stateOf(configuration)
      if (state === 'Active' || state === 'Inactive') return
      if (state === 'Failed') throw failedToStart(name, configuration)
      if (Date.now() > giveUpAt) throw stillPending(name)
      try {
        await delay(pollMs, undefined, signal === undefined ? {} : { signal })
      } catch {
        throw aborted(`function ${name}`)
      }
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names: string[] = []
    let marker: string | undefined
    do {
      const from = marker === undefined ? {} : { Marker: marker }
      const page = await this.#call('lambda:ListFunctions', prefix, () =>
        this.#client.send(new ListFunctionsCommand(from)),
      )
      for (const { FunctionName: name } of page.Functions ?? []) if (name?.startsWith(prefix)) names.push(name)
      marker = page.NextMarker
    } while (marker !== undefined && marker !== '')
    return names
  }

  async accountConcurrency(): Promise<number> {
    const settings = await this.#call('lambda:GetAccountSettings', 'the account', () =>
      this.#client.send(new GetAccountSettingsCommand({})),
    )
    // What functions with a reserved concurrency took is not to be had for this one.
    return settings.AccountLimit?.UnreservedConcurrentExecutions ?? settings.AccountLimit?.ConcurrentExecutions ?? 0
  }

  [Symbol.dispose](): void {
    this.#client.destroy()
  }

  #configuration(name: string): Promise<FunctionConfiguration> {
    return this.#call('lambda:GetFunctionConfiguration', name, () =>
      this.#client.send(new GetFunctionConfigurationCommand({ FunctionName: name })),
    )
  }

  #call<T>(action: string, name: string, operation: () => Promise<T>): Promise<T> {
    return callAws(this.#access, { action, target: `function ${name}` }, operation)
  }
}

function settingsInput(name: string, settings: FunctionSettings) {
  return {
    FunctionName: name,
    Role: settings.roleArn,
    Runtime: nodeRuntime(settings.nodeRuntime),
    Handler: settings.handler,
    Description: settings.description,
    MemorySize: settings.memoryMb,
    Timeout: settings.timeoutSeconds,
    Environment: { Variables: { ...settings.environment } },
    LoggingConfig: { LogGroup: settings.logGroup },
  } satisfies Partial<CreateFunctionCommandInput>
}

type NodeRuntime = NonNullable<CreateFunctionCommandInput['Runtime']>

function nodeRuntime(name: string): NodeRuntime {
  const known: readonly NodeRuntime[] = ['nodejs22.x', 'nodejs24.x']
  const found = known.find((runtime) => runtime === name)
  if (found === undefined) throw new TypeError(`${name} is none of ${known.join(', ')}`)
  return found
}

function deployedFunction(configuration: FunctionConfiguration): DeployedFunction {
  return {
    roleArn: configuration.Role ?? '',
    memoryMb: configuration.MemorySize ?? 0,
    timeoutSeconds: configuration.Timeout ?? 0,
    architecture: configuration.Architectures?.[0] === 'arm64' ? 'arm64' : 'x86_64',
    nodeRuntime: configuration.Runtime ?? '',
    handler: configuration.Handler ?? '',
    description: configuration.Description ?? '',
    logGroup: configuration.LoggingConfig?.LogGroup ?? '',
    environment: configuration.Environment?.Variables ?? {},
    codeSha256: configuration.CodeSha256 ?? '',
    state: stateOf(configuration),
  }
}

/** Lambda tells of a creation in State and of a change in LastUpdateStatus; both mean that it cannot be relied on yet. */
function stateOf(configuration: FunctionConfiguration): string {
  const state = configuration.State ?? 'Active'
  return state === 'Active' && configuration.LastUpdateStatus === 'InProgress' ? 'Pending' : state
}

function failedToStart(name: string, configuration: FunctionConfiguration): ServiceFault {
  const reason = configuration.StateReason ?? configuration.StateReasonCode ?? 'no reason given'
  return new ServiceFault('refused', 'worker', 'FunctionFailed', `Function ${name} cannot be used: ${reason}`, {
    nextStep: 'Remove the runtime with `wren remove` and deploy it again.',
  })
}

function stillPending(name: string): ServiceFault {
  return new ServiceFault('unavailable', 'worker', 'FunctionPending', `Function ${name} is still not ready`, {
    nextStep: 'Run the command again in some minutes.',
  })
}
