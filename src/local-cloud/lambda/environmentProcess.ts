import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { Duplex, type Readable } from 'node:stream'
import type { Account } from '../account.ts'
import type { InstanceCredentials } from '../front/instanceCredentials.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'

/** What every environment of an instance is started with. */
export interface EnvironmentHost {
  readonly account: Account
  readonly credentials: InstanceCredentials
  /** Of this instance, `http://127.0.0.1:<port>`. */
  readonly endpoint: () => string
  /** The script that runs first in an environment. */
  readonly bootstrapPath: string
}

/** The running process of an environment: its group's id, its output, and the pipe to the Runtime API. */
export interface EnvironmentProcess {
  readonly child: ChildProcess
  readonly pid: number | undefined
  readonly stdout: Readable
  readonly stderr: Readable
  readonly runtimeApiPipe: Duplex
}

/** What one environment differs in from the others of its function. */
export interface EnvironmentPlace {
  readonly codeFolder: string
  readonly temporaryFolder: string
  readonly logStreamName: string
}

/** Starts the process of an environment, as leader of a process group of its own. */
export function startEnvironmentProcess(
  host: EnvironmentHost,
  configuration: FunctionConfiguration,
  place: EnvironmentPlace,
): EnvironmentProcess {
  mkdirSync(place.temporaryFolder, { recursive: true, mode: 0o700 })
  const child = spawn(process.execPath, [host.bootstrapPath], {
    cwd: place.codeFolder,
    detached: true,
    windowsHide: true,
    env: environmentVariables(host, configuration, place),
    // The pipe to the Runtime API is number 3; 'overlapped' is the same as 'pipe' but on Windows.
    stdio: ['ignore', 'pipe', 'pipe', 'overlapped'],
  })
  // Where there are no more processes to be had the error comes later, to whoever listens.
  child.on('error', () => {})
  const pipe = child.stdio[3]
  const { pid, stdout, stderr } = child
  if (!(pipe instanceof Duplex) || stdout === null || stderr === null) {
    throw new TypeError('An environment was started without its pipes.')
  }
  return { child, pid, stdout, stderr, runtimeApiPipe: pipe }
}

// What a process needs of the machine it runs on; nothing else of this process's surroundings is passed on.
const passedOn = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'windir', 'ComSpec', 'PATHEXT', 'LD_LIBRARY_PATH']

function environmentVariables(
  host: EnvironmentHost,
  configuration: FunctionConfiguration,
  place: EnvironmentPlace,
): Record<string, string> {
  const inherited = passedOn.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const { region } = host.account
  const endpoint = host.endpoint()
  return {
    ...Object.fromEntries(inherited),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...configuration.Environment?.Variables,
    // Within an editor this process's Node binary is Electron's.
    ELECTRON_RUN_AS_NODE: '1',
    TMPDIR: place.temporaryFolder,
    TMP: place.temporaryFolder,
    TEMP: place.temporaryFolder,
    LAMBDA_TASK_ROOT: place.codeFolder,
    _HANDLER: configuration.Handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.Version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStreamName,
    AWS_LAMBDA_LOG_FORMAT: configuration.LoggingConfig.LogFormat,
    // The Runtime API is on an inherited pipe, where no other process can reach it.
    AWS_LAMBDA_RUNTIME_API: 'pipe:3',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: host.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: host.credentials.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
  }
}
