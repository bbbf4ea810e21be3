import { outcomes } from '#protocol/outcome'
import { basenameOf } from './basenameOf.ts'
import type { PanelJob } from '../messages/messages.ts'
import type { PageHost } from './pageHost.ts'
import { announcement, paceTitle, progressTitle, stateTitle } from './words.ts'

/** Which job it is, how it stands, and what can be done about it. */
export function JobHead({ job, host }: { readonly job: PanelJob; readonly host: PageHost }): preact.JSX.Element {
  const { snapshot, request, isLiving, isRetryable } = job
  return (
    <header class="head">
      <div class="head-row">
        <div class="head-names">
          <h1>
            <button
              class="link title"
              type="button"
              title="Reveal the function"
              onClick={() => host.act({ kind: 'revealFunction' })}
            >
              {request.exportName}
            </button>{' '}
            <span class="title-over">over</span>{' '}
            {request.inputPath === '-' ? 'standard input' : basenameOf(request.inputPath)}
          </h1>
          <p class="head-line">
            <span class={`state state-${stateMark(job)}`}>{stateTitle(job)}</span>
            <span>{snapshot.profile}</span>
            <span title="Memory of an environment">{request.memoryMb} MB</span>
          </p>
        </div>
        <div class="actions" role="toolbar" aria-label="Job">
          {isLiving && (
            <button
              type="button"
              class="button"
              disabled={snapshot.state === 'cancelling'}
              onClick={() => host.act({ kind: 'cancel' })}
            >
              Cancel
            </button>
          )}
          {isRetryable && (
            <button type="button" class="button primary" onClick={() => host.act({ kind: 'retry' })}>
              {snapshot.state === 'interrupted' || snapshot.state === 'cancelled' ? 'Resume' : 'Retry Failed'}
            </button>
          )}
          <button type="button" class="button" onClick={() => host.act({ kind: 'openLog' })}>
            Open Log
          </button>
          <button type="button" class="button" onClick={() => host.act({ kind: 'openResults' })}>
            Open Results
          </button>
        </div>
      </div>
      <ProgressBar job={job} />
      <p class="head-progress">
        <span>{progressTitle(job)}</span>
        <span class="pace">{paceTitle(job)}</span>
      </p>
      {snapshot.reason !== undefined && (
        <p class="notice" role="alert">
          {snapshot.reason.message}
        </p>
      )}
      {snapshot.notes.length > 0 && (
        <ul class="notes">
          {snapshot.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <p class="unseen" role="status" aria-live="polite">
        {announcement(job)}
      </p>
    </header>
  )
}

/** A class that stands for how much there is to worry about. */
function stateMark({ snapshot, isLiving }: PanelJob): 'living' | 'good' | 'bad' | 'still' {
  if (isLiving) return 'living'
  if (snapshot.state === 'cancelled') return 'still'
  if (snapshot.state !== 'done') return 'bad'
  return outcomes.some((outcome) => outcome !== 'succeeded' && snapshot.counts[outcome] > 0) ? 'bad' : 'good'
}

function ProgressBar({ job }: { readonly job: PanelJob }): preact.JSX.Element {
  const { total, counts, state } = job.snapshot
  const parts = outcomes.filter((outcome) => counts[outcome] > 0)
  const ended = parts.reduce((sum, outcome) => sum + counts[outcome], 0)
  const percent = total === null || total === 0 ? 0 : (ended / total) * 100
  return (
    <div
      class={state === 'ingesting' ? 'progress progress-unknown' : 'progress'}
      role="progressbar"
      aria-label="Items that have ended"
      aria-valuemin={0}
      aria-valuemax={100}
      {...(total === null ? {} : { 'aria-valuenow': Math.floor(percent) })}
    >
      {total !== null &&
        parts.map((outcome) => (
          <span
            key={outcome}
            class={`progress-part ink-${outcome}`}
            style={{ width: `${(counts[outcome] / Math.max(1, total)) * 100}%` }}
          />
        ))}
    </div>
  )
}
