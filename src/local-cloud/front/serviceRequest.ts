import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { AwsError } from './awsError.ts'
import type { Fault } from '../faults/faultPlan.ts'

/** A request that has shown this instance's credentials, with its whole body. */
export interface ServiceRequest {
  readonly requestId: string
  readonly method: string
  /** The path as sent, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** A whole reply. */
export interface ServiceReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** One of AWS's services behind the front. */
export interface AwsService {
  /** The operation that a request asks for, by AWS's name; null for one that is not offered. */
  operationOf(request: ServiceRequest): string | null
  /** Answers with a reply, or sends one itself and returns null; `fault` is what is to go wrong with it, if anything. */
  answer(
    operation: string,
    request: ServiceRequest,
    response: ServerResponse,
    fault: Fault | null,
  ): Promise<ServiceReply | null>
  /** An error in this service's own shape. */
  readonly renderError: (error: AwsError, requestId: string) => ServiceReply
}
