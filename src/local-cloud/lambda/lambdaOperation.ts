import { parseFunctionName, type FunctionReference } from './functionName.ts'

/** An operation of Lambda's API and the function that the path names (null for those of the account). */
export interface LambdaOperation {
  readonly operation: LambdaOperationName
  readonly functionText: string | null
}

/** What the local cloud offers of Lambda. */
export type LambdaOperationName = (typeof routes)[number]['operation']

// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
const routes = [
  { operation: 'Invoke', method: 'POST', path: '/2015-03-31/functions/*/invocations' },
  {
    operation: 'InvokeWithResponseStream',
    method: 'POST',
    path: '/2021-11-15/functions/*/response-streaming-invocations',
  },
  { operation: 'CreateFunction', method: 'POST', path: '/2015-03-31/functions' },
  { operation: 'ListFunctions', method: 'GET', path: '/2015-03-31/functions' },
  { operation: 'GetFunction', method: 'GET', path: '/2015-03-31/functions/*' },
  { operation: 'DeleteFunction', method: 'DELETE', path: '/2015-03-31/functions/*' },
  { operation: 'GetFunctionConfiguration', method: 'GET', path: '/2015-03-31/functions/*/configuration' },
  { operation: 'UpdateFunctionConfiguration', method: 'PUT', path: '/2015-03-31/functions/*/configuration' },
  { operation: 'UpdateFunctionCode', method: 'PUT', path: '/2015-03-31/functions/*/code' },
  { operation: 'PublishVersion', method: 'POST', path: '/2015-03-31/functions/*/versions' },
  { operation: 'ListVersionsByFunction', method: 'GET', path: '/2015-03-31/functions/*/versions' },
  { operation: 'PutFunctionConcurrency', method: 'PUT', path: '/2017-10-31/functions/*/concurrency' },
  { operation: 'DeleteFunctionConcurrency', method: 'DELETE', path: '/2017-10-31/functions/*/concurrency' },
  { operation: 'GetFunctionConcurrency', method: 'GET', path: '/2019-09-30/functions/*/concurrency' },
  { operation: 'PutFunctionEventInvokeConfig', method: 'PUT', path: '/2019-09-25/functions/*/event-invoke-config' },
  { operation: 'GetAccountSettings', method: 'GET', path: '/2016-08-19/account-settings' },
] as const

/** Finds the operation that a method and a path stand for; null for one that is not offered. */
export function matchLambdaOperation(method: string, path: string): LambdaOperation | null {
  const parts = path.replace(/\/$/, '').split('/')
  for (const route of routes) {
    if (route.method !== method) continue
    const wanted = route.path.split('/')
    if (wanted.length !== parts.length) continue
    if (!wanted.every((part, index) => part === '*' || part === parts[index])) continue
    const star = wanted.indexOf('*')
    return { operation: route.operation, functionText: star < 0 ? null : decodeURIComponent(parts[star] ?? '') }
  }
  return null
}

/** The function that a path and its `Qualifier` name together; throws `ValidationException`. */
export function referenceOf(functionText: string, qualifier: string | null): FunctionReference {
  const reference = parseFunctionName(functionText)
  return qualifier === null ? reference : { ...reference, qualifier }
}
