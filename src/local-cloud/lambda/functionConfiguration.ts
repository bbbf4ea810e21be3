import { randomUUID } from 'node:crypto'
import { AwsError } from '../front/awsError.ts'
import { numberField, recordField, textField } from '../fields.ts'

/** A function's configuration, in the very shape in which AWS answers with it. */
export interface FunctionConfiguration {
  readonly FunctionName: string
  readonly FunctionArn: string
  readonly Runtime: string
  readonly Role: string
  readonly Handler: string
  readonly Description: string
  /** In seconds. */
  readonly Timeout: number
  /** In MB. */
  readonly MemorySize: number
  readonly CodeSha256: string
  readonly CodeSize: number
  readonly LastModified: string
  readonly Version: string
  readonly RevisionId: string
  readonly PackageType: 'Zip'
  readonly Architectures: readonly string[]
  readonly EphemeralStorage: { readonly Size: number }
  readonly LoggingConfig: LoggingConfiguration
  readonly TracingConfig: { readonly Mode: 'PassThrough' }
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> }
  readonly State: 'Pending' | 'Active' | 'Failed'
  readonly StateReason?: string
  readonly StateReasonCode?: string
  readonly LastUpdateStatus: 'Successful' | 'InProgress' | 'Failed'
  readonly LastUpdateStatusReason?: string
  readonly LastUpdateStatusReasonCode?: string
}

/** Where and how a function logs. */
export interface LoggingConfiguration {
  readonly LogFormat: 'Text' | 'JSON'
  readonly LogGroup: string
  readonly ApplicationLogLevel?: string
  readonly SystemLogLevel?: string
}

/** The part of a configuration that users choose. */
export type FunctionSettings = Pick<
  FunctionConfiguration,
  | 'Runtime'
  | 'Role'
  | 'Handler'
  | 'Description'
  | 'Timeout'
  | 'MemorySize'
  | 'EphemeralStorage'
  | 'LoggingConfig'
  | 'Environment'
>

// AWS's limits: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxTimeoutS = 900
const memoryRangeMb = [128, 10_240] as const
const maxEnvironmentBytes = 4096

/** The settings that a request to create or update a function asks for; throws `InvalidParameterValueException`. */
export function readFunctionSettings(
  input: Readonly<Record<string, unknown>>,
  functionName: string,
  old?: FunctionSettings,
): FunctionSettings {
  const base = old ?? defaultSettings(functionName)
  const storage = recordField(input, 'EphemeralStorage') ?? {}
  const settings: FunctionSettings = {
    Runtime: textField(input, 'Runtime') ?? base.Runtime,
    Role: textField(input, 'Role') ?? base.Role,
    Handler: textField(input, 'Handler') ?? base.Handler,
    Description: textField(input, 'Description') ?? base.Description,
    Timeout: numberField(input, 'Timeout') ?? base.Timeout,
    MemorySize: numberField(input, 'MemorySize') ?? base.MemorySize,
    EphemeralStorage: { Size: numberField(storage, 'Size') ?? base.EphemeralStorage.Size },
    LoggingConfig: readLogging(recordField(input, 'LoggingConfig') ?? {}, base.LoggingConfig),
    ...readEnvironment(input, old),
  }
  checkSettings(settings)
  return settings
}

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
function defaultSettings(functionName: string): FunctionSettings {
  return {
    Runtime: 'nodejs24.x',
    Role: '',
    Handler: '',
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${functionName}` },
  }
}

function checkSettings(settings: FunctionSettings): void {
  if (settings.Role === '') throw missing('role')
  if (settings.Handler === '') throw missing('handler')
  if (!settings.Runtime.startsWith('nodejs')) {
    throw invalid(
      `Value ${settings.Runtime} at 'runtime' failed to satisfy constraint: the local cloud runs Node.js functions only.`,
    )
  }
  if (settings.Timeout < 1 || settings.Timeout > maxTimeoutS) {
    throw new AwsError(
      400,
      'ValidationException',
      `1 validation error detected: Value '${settings.Timeout}' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to ${maxTimeoutS}`,
    )
  }
  const [least, most] = memoryRangeMb
  if (settings.MemorySize < least || settings.MemorySize > most) {
    throw new AwsError(
      400,
      'ValidationException',
      `1 validation error detected: Value '${settings.MemorySize}' at 'memorySize' failed to satisfy constraint: Member must have value between ${least} and ${most}`,
    )
  }
}

/** An id as AWS gives it to each state of a function. */
export function newRevision(): Pick<FunctionConfiguration, 'RevisionId' | 'LastModified'> {
  return { RevisionId: randomUUID(), LastModified: new Date().toISOString().replace('Z', '+0000') }
}

/** `InvalidParameterValueException`. */
export function invalid(message: string): AwsError {
  return new AwsError(400, 'InvalidParameterValueException', message, { Type: 'User' })
}

function missing(name: string): AwsError {
  return new AwsError(
    400,
    'ValidationException',
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  )
}

function readLogging(input: Readonly<Record<string, unknown>>, base: LoggingConfiguration): LoggingConfiguration {
  const format = textField(input, 'LogFormat') ?? base.LogFormat
  const group = { LogGroup: textField(input, 'LogGroup') ?? base.LogGroup }
  if (format !== 'JSON') return { LogFormat: 'Text', ...group }
  return {
    LogFormat: 'JSON',
    ...group,
    ApplicationLogLevel: textField(input, 'ApplicationLogLevel') ?? base.ApplicationLogLevel ?? 'INFO',
    SystemLogLevel: textField(input, 'SystemLogLevel') ?? base.SystemLogLevel ?? 'INFO',
  }
}

function readEnvironment(
  input: Readonly<Record<string, unknown>>,
  old: FunctionSettings | undefined,
): Pick<FunctionSettings, 'Environment'> {
  const environment = recordField(input, 'Environment')
  if (environment === undefined) return old?.Environment === undefined ? {} : { Environment: old.Environment }
  const variables = recordField(environment, 'Variables') ?? {}
  const names = Object.keys(variables)
  const reserved = names.filter((name) => name.startsWith('AWS_LAMBDA_') || reservedNames.has(name))
  if (reserved.length > 0) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    )
  }
  const texts = Object.fromEntries(names.map((name) => [name, textField(variables, name) ?? '']))
  if (Buffer.byteLength(JSON.stringify(texts)) > maxEnvironmentBytes) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.`,
    )
  }
  return { Environment: { Variables: texts } }
}

const reservedNames = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
])
