import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { finished } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { armReply, resetConnection } from '../faults/breakReply.ts'
import type { Fault } from '../faults/faultPlan.ts'
import type { FaultInjector } from '../faults/faultInjector.ts'
import type { Activity } from './activity.ts'
import { AwsError } from './awsError.ts'
import { refusal } from './refusal.ts'
import type { InstanceCredentials } from './instanceCredentials.ts'
import { isOwnHost } from './ownHost.ts'
import { readBody } from './readBody.ts'
import type { AwsService, ServiceReply, ServiceRequest } from './serviceRequest.ts'
import { createSignatureCheck, readSignatureClaim, signedAtMs, type SignatureClaim } from './signatureV4.ts'

/** What the front lets a request through to. */
export interface FrontOptions {
  readonly credentials: InstanceCredentials
  /** By the name a request is signed for. */
  readonly services: Readonly<Record<string, AwsService>>
  /** Takes S3 requests whole, as their bodies may be large. */
  readonly objects: {
    readonly operationOf: (method: string, url: string) => string
    readonly answer: (request: IncomingMessage, response: ServerResponse) => void
    readonly renderError: AwsService['renderError']
  }
  /** Paths under `/_local/`, for the owner of the instance; its errors are told as text. */
  readonly control: (request: ServiceRequest) => ServiceReply
  readonly faults: FaultInjector
  readonly activity: Activity
}

// A zip of 50 MB in base64 with its envelope; nothing that is sent to a service but S3 is larger.
const bodyLimitBytes = 75 * 1024 * 1024
const skewMs = 15 * 60 * 1000

/**
 * The one HTTP server of an instance. It lets nothing through that does not name this very host or is not signed with
 * this instance's credentials: any web page the user opens can reach a loopback port.
 */
export function createLocalCloudFront(options: FrontOptions): Server {
  const isSigned = createSignatureCheck(options.credentials)
  const server = createServer((request, response) => {
    const end = options.activity.begin()
    response.on('close', end)
    const requestId = randomUUID()
    answer(request, response, requestId).catch((error: unknown) => {
      sendFailure(response, requestId, error)
    })
  })
  // Longer than any client keeps a connection, so that it is never this side that closes one in use.
  server.keepAliveTimeout = 10 * 60 * 1000
  server.requestTimeout = 0
  return server

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    if (!isOwnHost(request.headers.host, request.socket.localPort)) {
      sendReply(response, requestId, { status: 403, body: 'This is not the host you asked for.\n' })
      return
    }
    const claim = readSignatureClaim(request.headers)
    const render = renderFor(claim)
    try {
      if (claim === null) throw refusal('unsigned')
      if (claim.accessKeyId !== options.credentials.accessKeyId) throw refusal('unknownKey', claim.service)
      if (!(Math.abs(Date.now() - signedAtMs(claim)) <= skewMs)) throw refusal('skewed', claim.service)
      if (claim.service === 's3') await answerObjects(request, response, requestId, claim)
      else await answerService(request, response, requestId, claim)
    } catch (error) {
      if (!(error instanceof AwsError) || response.headersSent) throw error
      // What is left of a refused body must not be taken for the next request.
      if (!request.complete) response.setHeader('connection', 'close')
      sendReply(response, requestId, render(error, requestId))
    }
  }

  async function answerObjects(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    claim: SignatureClaim,
  ): Promise<void> {
    const payloadHash = request.headers['x-amz-content-sha256']
    const { method = 'GET', url = '/', headers } = request
    if (typeof payloadHash !== 'string' || !isSigned({ method, url, headers }, claim, payloadHash)) {
      throw refusal('mismatch', claim.service)
    }
    const fault = options.faults.next(options.objects.operationOf(method, url))
    // A client that is still sending would see a reset in place of the reply.
    if (fault?.kind === 'throttle' || fault?.kind === 'serviceError') await finished(request.resume())
    if (await suffers(fault, response, claim.service)) return
    if (fault !== null && fault.kind !== 'slowStart') armReply(response, fault)
    response.setHeader('x-amz-request-id', requestId)
    options.objects.answer(request, response)
  }

  async function answerService(
    incoming: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    claim: SignatureClaim,
  ): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming
    const body = await readBody(incoming, bodyLimitBytes)
    const stated = headers['x-amz-content-sha256']
    const payloadHash = stated === 'UNSIGNED-PAYLOAD' ? stated : createHash('sha256').update(body).digest('hex')
    if (!isSigned({ method, url, headers }, claim, payloadHash)) throw refusal('mismatch', claim.service)

    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
    const request = { requestId, method, path, query, headers, body }
    if (path.startsWith('/_local/')) {
      sendReply(response, requestId, options.control(request))
      return
    }
    const service = options.services[claim.service]
    const operation = service?.operationOf(request) ?? null
    if (service === undefined || operation === null) {
      throw new AwsError(404, 'UnknownOperationException', 'The local cloud does not offer this operation.')
    }
    const fault = options.faults.next(operation)
    if (await suffers(fault, response, claim.service)) return
    const reply = await service.answer(operation, request, response, fault)
    if (reply === null) return
    if (fault !== null && fault.kind !== 'slowStart') armReply(response, fault)
    sendReply(response, requestId, reply)
  }

  /** Carries out what of a fault comes before the call itself; true where the call ends with it. */
  async function suffers(fault: Fault | null, response: ServerResponse, service: string): Promise<boolean> {
    switch (fault?.kind) {
      case 'throttle':
        throw refusal('throttled', service)
      case 'serviceError':
        throw refusal('failed', service)
      case 'resetBefore':
        resetConnection(response)
        return true
      case 'slowStart':
        await delay(fault.delayMs)
        return false
      case 'resetMidStream':
      case 'earlyEnd':
      case 'lostReply':
      case undefined:
        return false
    }
  }

  function renderFor(claim: SignatureClaim | null): AwsService['renderError'] {
    if (claim?.service === 's3') return options.objects.renderError
    const service = claim === null ? undefined : options.services[claim.service]
    return (
      service?.renderError ??
      ((error): ServiceReply => ({
        status: error.status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
        body: JSON.stringify({ message: error.message }),
      }))
    )
  }
}

function sendReply(response: ServerResponse, requestId: string, reply: ServiceReply): void {
  if (response.destroyed) return
  const body = reply.body ?? ''
  response.writeHead(reply.status, {
    'x-amzn-requestid': requestId,
    ...reply.headers,
    ...(reply.status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }),
  })
  response.end(body)
}

function sendFailure(response: ServerResponse, requestId: string, error: unknown): void {
  // A client that hangs up while it is read is no failure of this side.
  if (response.destroyed || response.req.destroyed) return
  process.stderr.write(`${requestId} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  if (response.headersSent) response.destroy()
  else sendReply(response, requestId, { status: 500, headers: { 'x-amzn-errortype': 'ServiceException' }, body: '{}' })
}
