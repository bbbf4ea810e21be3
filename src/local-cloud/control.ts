import type { FaultInjector } from './faults/faultInjector.ts'
import { parseFaultPlan, type FaultPlan } from './faults/faultPlan.ts'
import { AwsError } from './front/awsError.ts'
import type { ServiceReply, ServiceRequest } from './front/serviceRequest.ts'
import type { Environments } from './lambda/environments.ts'
import type { EventInvocations } from './lambda/eventInvocations.ts'
import type { FunctionStore } from './lambda/functionStore.ts'

/** What an instance tells of itself. */
export interface LocalCloudStatus {
  readonly pid: number
  readonly version: string
  readonly uptimeMs: number
  readonly functions: readonly string[]
  readonly environments: number
  readonly runningInvocations: number
  readonly waitingEvents: number
}

/** What the paths under `/_local/` work on. */
export interface ControlOptions {
  readonly version: string
  readonly store: FunctionStore
  readonly environments: Environments
  readonly events: EventInvocations
  readonly faults: FaultInjector
  readonly onStop: () => void
}

// Time for the reply to leave.
const replyMs = 20

/** Answers the paths that no AWS service has: `GET /_local/status`, `POST /_local/stop`, `PUT /_local/fault-plan`. */
export function createControl(options: ControlOptions): (request: ServiceRequest) => ServiceReply {
  const startedAt = performance.now()
  return ({ method, path, body }) => {
    switch (`${method} ${path}`) {
      case 'GET /_local/status': {
        const counts = options.environments.counts()
        const status: LocalCloudStatus = {
          pid: process.pid,
          version: options.version,
          uptimeMs: Math.round(performance.now() - startedAt),
          functions: options.store.list().map((stored) => stored.latest.FunctionName),
          environments: counts.environments,
          runningInvocations: counts.running,
          waitingEvents: options.events.count(),
        }
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(status) }
      }
      case 'POST /_local/stop':
        setTimeout(options.onStop, replyMs)
        return { status: 202 }
      case 'PUT /_local/fault-plan':
        options.faults.use(readPlan(body.toString('utf8')))
        return { status: 204 }
      default:
        throw new AwsError(404, 'NotFound', `There is no ${method} ${path}.`)
    }
  }
}

function readPlan(text: string): FaultPlan | null {
  if (text.trim() === '') return null
  try {
    return parseFaultPlan(text)
  } catch (error) {
    throw new AwsError(400, 'InvalidFaultPlan', error instanceof Error ? error.message : String(error))
  }
}
