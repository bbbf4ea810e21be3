import { outcomes, type Outcome, type OutcomeCounts } from '#protocol/outcome'
import { endedItems, outcomeTitles } from '../../../jobs/job.ts'
import { formatCount } from '../../../quantities.ts'
import type { PanelJob } from '../messages/messages.ts'

/** The outcomes that there are, with their counts; each shows only its own items in the table. */
export function OutcomeChips(properties: {
  readonly job: PanelJob
  readonly chosen: Outcome | null
  readonly onChoose: (outcome: Outcome | null) => void
}): preact.JSX.Element {
  const { job, chosen, onChoose } = properties
  const { counts } = job.snapshot
  return (
    <div class="chips" role="group" aria-label="Show items by outcome">
      <Chip title="all" count={endedItems(job.snapshot)} isChosen={chosen === null} onClick={() => onChoose(null)} />
      {shownOutcomes(counts, chosen).map((outcome) => (
        <Chip
          key={outcome}
          ink={outcome}
          title={outcomeTitles[outcome]}
          count={counts[outcome]}
          isChosen={chosen === outcome}
          onClick={() => onChoose(chosen === outcome ? null : outcome)}
        />
      ))}
    </div>
  )
}

const shownOutcomes = (counts: OutcomeCounts, chosen: Outcome | null): readonly Outcome[] =>
  outcomes.filter((outcome) => counts[outcome] > 0 || outcome === chosen)

function Chip(properties: {
  readonly title: string
  readonly count: number
  readonly isChosen: boolean
  readonly ink?: Outcome
  readonly onClick: () => void
}): preact.JSX.Element {
  const { title, count, isChosen, ink, onClick } = properties
  return (
    <button type="button" class="chip" aria-pressed={isChosen} onClick={onClick}>
      {ink !== undefined && <span class={`swatch ink-${ink}`} />}
      <span class="chip-count">{formatCount(count)}</span> {title}
    </button>
  )
}
