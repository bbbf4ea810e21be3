import { localAccount } from '../account.ts'
import { AwsError } from '../front/awsError.ts'
import type { AwsService, ServiceReply, ServiceRequest } from '../front/serviceRequest.ts'
import { numberField, parseRecord } from '../fields.ts'
import type { FunctionAdministration } from './functionAdministration.ts'
import { invoke, invokeWithResponseStream, type InvokeParts } from './invokeFunction.ts'
import { matchLambdaOperation, referenceOf, type LambdaOperationName } from './lambdaOperation.ts'

/** What Lambda's API is served from. */
export interface LambdaServiceOptions extends Omit<InvokeParts, 'maximumRetriesOf'> {
  readonly administration: FunctionAdministration
  /** Of the account. */
  readonly concurrency: number
  /** False plays a Region that has no `InvokeWithResponseStream`. */
  readonly streaming: boolean
}

/** Lambda's HTTP API. */
export function createLambdaService(options: LambdaServiceOptions): AwsService {
  const retries = new Map<string, number>()
  const parts: InvokeParts = { ...options, maximumRetriesOf: (name) => retries.get(name) ?? 2 }
  const { administration } = options

  return {
    operationOf: ({ method, path }) => matchLambdaOperation(method, path)?.operation ?? null,
    renderError: (error) => ({
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
      body: JSON.stringify({ ...error.members, message: error.message }),
    }),
    answer: async (_operation, request, response, fault) => {
      const matched = matchLambdaOperation(request.method, request.path)
      if (matched === null) throw new AwsError(404, 'ResourceNotFoundException', 'No such operation.')
      const { operation, functionText } = matched
      if (operation === 'GetAccountSettings') return json(200, accountSettings(options.concurrency))
      if (operation === 'CreateFunction') return json(201, await administration.create(inputOf(request)))
      if (operation === 'ListFunctions') return json(200, administration.list(request.query))
      const reference = referenceOf(functionText ?? '', request.query.get('Qualifier'))
      if (operation === 'Invoke') return await invoke(parts, request, reference)
      if (operation === 'InvokeWithResponseStream') {
        if (!options.streaming) throw noStreaming()
        return await invokeWithResponseStream(parts, request, reference, response, fault)
      }
      if (operation === 'PutFunctionEventInvokeConfig') {
        const maximum = numberField(inputOf(request), 'MaximumRetryAttempts') ?? 2
        retries.set(reference.name, maximum)
        return json(200, { FunctionArn: options.store.resolve(reference).FunctionArn, MaximumRetryAttempts: maximum })
      }
      return await administer(operation, reference.name)

      async function administer(
        name: Exclude<LambdaOperationName, HandledHere>,
        functionName: string,
      ): Promise<ServiceReply> {
        switch (name) {
          case 'GetFunction':
            return json(200, administration.get(reference))
          case 'GetFunctionConfiguration':
            return json(200, options.store.resolve(reference))
          case 'UpdateFunctionCode':
            return json(200, await administration.updateCode(functionName, inputOf(request)))
          case 'UpdateFunctionConfiguration':
            return json(200, administration.updateConfiguration(functionName, inputOf(request)))
          case 'PublishVersion':
            return json(201, administration.publish(functionName, inputOf(request)))
          case 'ListVersionsByFunction':
            return json(200, administration.listVersions(functionName))
          case 'DeleteFunction':
            administration.remove(reference)
            return { status: 204 }
          case 'PutFunctionConcurrency': {
            const reserved = numberField(inputOf(request), 'ReservedConcurrentExecutions') ?? 0
            return json(200, administration.setConcurrency(functionName, reserved))
          }
          case 'DeleteFunctionConcurrency':
            administration.setConcurrency(functionName, null)
            return { status: 204 }
          case 'GetFunctionConcurrency': {
            const { reservedConcurrency } = options.store.get(functionName)
            return json(200, reservedConcurrency === null ? {} : { ReservedConcurrentExecutions: reservedConcurrency })
          }
        }
      }
    },
  }
}

type HandledHere =
  | 'Invoke'
  | 'InvokeWithResponseStream'
  | 'CreateFunction'
  | 'ListFunctions'
  | 'GetAccountSettings'
  | 'PutFunctionEventInvokeConfig'

function inputOf(request: ServiceRequest): Readonly<Record<string, unknown>> {
  if (request.body.length === 0) return {}
  const input = parseRecord(request.body.toString('utf8'))
  if (input === undefined) {
    throw new AwsError(400, 'InvalidRequestContentException', 'Could not parse request body into json.', {
      Type: 'User',
    })
  }
  return input
}

function json(status: number, value: object): ServiceReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

function accountSettings(concurrency: number): object {
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: concurrency,
      UnreservedConcurrentExecutions: concurrency,
    },
    AccountUsage: { TotalCodeSize: 0, FunctionCount: 0 },
  }
}

function noStreaming(): AwsError {
  return new AwsError(
    400,
    'InvalidRequestContentException',
    `Response streaming is not supported in ${localAccount.region}.`,
    { Type: 'User' },
  )
}
