import { useMemo } from 'preact/hooks'
import { endedItems } from '../../../jobs/job.ts'
import { unpackSpans } from '../messages/span.ts'
import { DurationChart } from './durationChart.tsx'
import { ErrorList } from './errorList.tsx'
import { Figures } from './figures.tsx'
import type { Filter } from './filter.ts'
import { ItemGrid } from './itemGrid.tsx'
import { JobHead } from './jobHead.tsx'
import { OutcomeChips } from './outcomeChips.tsx'
import type { PageHost } from './pageHost.ts'
import type { PageState } from './pageStore.ts'
import { ResultTable } from './resultTable.tsx'
import type { Colours } from './themeColours.ts'
import { TimelineChart } from './timelineChart.tsx'
import { endLostSpans, layoutTimeline } from './timelineLayout.ts'

/** The whole page about a job. */
export function JobPage(
  properties: PageState & {
    readonly filter: Filter
    readonly onFilter: (filter: Filter) => void
    readonly host: PageHost
    readonly colours: Colours
  },
): preact.JSX.Element {
  const { job, items, itemsVersion, charts, fault, filter, onFilter, host, colours } = properties
  const runningSince = job?.isLiving === true ? (job.snapshot.startedAt ?? 0) : null
  const spans = useMemo(
    () => (charts === null ? [] : endLostSpans(unpackSpans(charts.invocations.spans), runningSince)),
    [charts, runningSince],
  )
  const running = useMemo(() => spans.filter(({ endedAt }) => Number.isNaN(endedAt)), [spans])
  // An ended job has nothing under way whose end would move with the time.
  const now = running.length > 0 ? (job?.now ?? 0) : 0
  const timeline = useMemo(() => layoutTimeline(spans, now), [spans, now])

  if (job === undefined) return <p class="whole-page">Reading the job…</p>
  if (job === null) return <p class="whole-page">This job is no longer on this machine. You can close its tab.</p>
  const ended = endedItems(job.snapshot)
  return (
    <div class="page">
      <JobHead job={job} host={host} />
      {fault !== null && (
        <p class="notice" role="alert">
          The job's files could not be read: {fault}{' '}
          <button type="button" class="link" onClick={() => host.tryAgain()}>
            Try again
          </button>
        </p>
      )}
      <Figures job={job} charts={charts} />
      <ItemGrid
        items={items}
        itemsVersion={itemsVersion}
        running={running}
        colours={colours}
        onOpenItem={(index) => host.act({ kind: 'openItem', index })}
        highlighted={filter.outcome}
        onRange={(range) => onFilter({ ...filter, range })}
      >
        <OutcomeChips
          job={job}
          chosen={filter.outcome}
          onChoose={(outcome) => onFilter({ ...filter, outcome, errorGroup: null })}
        />
      </ItemGrid>
      <div class="pair">
        <DurationChart durations={charts?.durations ?? null} />
        <TimelineChart
          timeline={timeline}
          invocations={charts?.invocations ?? null}
          colours={colours}
          onOpen={(invocation) => host.act({ kind: 'openInvocation', invocation })}
        />
      </div>
      {charts !== null && (
        <ErrorList
          charts={charts}
          chosen={filter.errorGroup}
          onChoose={(errorGroup) => onFilter({ ...filter, errorGroup, outcome: null })}
          host={host}
        />
      )}
      <ResultTable filter={filter} onFilter={onFilter} errors={charts?.errors ?? []} ended={ended} host={host} />
    </div>
  )
}
