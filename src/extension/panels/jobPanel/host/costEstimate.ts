import type { CostEstimate } from '../messages/messages.ts'

// AWS's prices in us-east-1, in US dollars; the other Regions are near them.
const usdPerGbSecond = 0.000_013_333_4
const usdPerRequest = 0.2 / 1_000_000
const usdPerPut = 0.005 / 1_000
const usdPerGet = 0.0004 / 1_000

/** The worker looks at the job's control object once in this time, the runner writes it once in the other. */
const controlLookMs = 1_000
const controlWriteMs = 20_000 / 3

/** What cost depends on. */
export interface CostFactors {
  readonly isLocal: boolean
  readonly memoryMb: number
  /** Sum over all invocations. */
  readonly billedMs: number
  readonly requests: number
  readonly coldStarts: number
  /** From the job's start until its end or now. */
  readonly elapsedMs: number
}

/** What the job comes to at AWS's list prices without the free tier, or would come to there where it ran locally. */
export function estimateCost({
  isLocal,
  memoryMb,
  billedMs,
  requests,
  coldStarts,
  elapsedMs,
}: CostFactors): CostEstimate {
  const gbSeconds = (billedMs / 1_000) * (memoryMb / 1_024)
  // The bundle is written once and read by every new environment.
  const puts = 1 + Math.ceil(elapsedMs / controlWriteMs)
  const gets = coldStarts + Math.floor(billedMs / controlLookMs)
  return {
    isLocal,
    gbSeconds,
    requests,
    computeUsd: gbSeconds * usdPerGbSecond,
    requestsUsd: requests * usdPerRequest,
    storageUsd: puts * usdPerPut + gets * usdPerGet,
  }
}
