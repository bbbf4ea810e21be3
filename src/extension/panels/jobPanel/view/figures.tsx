import { formatCount } from '../../../quantities.ts'
import type { CostEstimate, PanelCharts, PanelJob } from '../messages/messages.ts'
import { formatUsd } from './words.ts'

/** The few numbers that people look for first. */
export function Figures({
  job,
  charts,
}: {
  readonly job: PanelJob
  readonly charts: PanelCharts | null
}): preact.JSX.Element {
  const { invocations } = job.snapshot
  const total = charts?.invocations.total ?? 0
  return (
    <dl class="figures">
      <Figure
        title="Invocations"
        value={formatCount(Math.max(total, invocations.running + invocations.ended))}
        note={invocationsNote(job, charts)}
      />
      <Figure
        title="Cold starts"
        value={formatCount(charts?.invocations.coldStarts ?? 0)}
        note={
          total === 0 ? '' : `${Math.round(((charts?.invocations.coldStarts ?? 0) / total) * 100)} % of invocations`
        }
      />
      <Figure
        title="Compute"
        value={charts === null ? '–' : formatGbSeconds(charts.cost.gbSeconds)}
        note="GB-seconds"
      />
      <CostFigure cost={charts?.cost ?? null} />
    </dl>
  )
}

function invocationsNote({ snapshot, isLiving }: PanelJob, charts: PanelCharts | null): string {
  const { invocations, concurrency, total } = snapshot
  if (isLiving) return `${formatCount(invocations.running)} running of ${formatCount(concurrency)} at once`
  const { total: sent = 0, faulted = 0 } = charts?.invocations ?? {}
  if (faulted > 0) return `${formatCount(faulted)} lost to faults`
  return sent === 0 || total === null ? '' : `${formatCount(Math.round(total / sent))} items each on average`
}

function CostFigure({ cost }: { readonly cost: CostEstimate | null }): preact.JSX.Element {
  if (cost === null) return <Figure title="Cost" value="–" note="" />
  const { computeUsd, requestsUsd, storageUsd, isLocal } = cost
  const sum = computeUsd + requestsUsd + storageUsd
  const parts = `Compute ${formatUsd(computeUsd)}, requests ${formatUsd(requestsUsd)}, S3 ${formatUsd(storageUsd)}; list prices, arm64, us-east-1`
  return isLocal ? (
    <Figure title="Cost" value="Local: no cost" note={`about ${formatUsd(sum)} on AWS`} hint={parts} />
  ) : (
    <Figure title="Cost so far" value={`about ${formatUsd(sum)}`} note="at list prices" hint={parts} />
  )
}

function Figure(properties: {
  readonly title: string
  readonly value: string
  readonly note: string
  readonly hint?: string
}): preact.JSX.Element {
  const { title, value, note, hint } = properties
  return (
    <div class="figure" {...(hint === undefined ? {} : { title: hint })}>
      <dt>{title}</dt>
      <dd class="figure-value">{value}</dd>
      <dd class="figure-note">{note}</dd>
    </div>
  )
}

const formatGbSeconds = (gbSeconds: number): string =>
  gbSeconds < 10 ? gbSeconds.toFixed(2) : formatCount(Math.round(gbSeconds))
