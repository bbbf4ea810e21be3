import { useState } from 'preact/hooks'
import { formatCount } from '../../../quantities.ts'
import type { PanelCharts, PanelError } from '../messages/messages.ts'
import type { PageHost } from './pageHost.ts'
import { shortLocation } from './words.ts'

const shownAtFirst = 5

/** The kinds of failures, the most frequent first; each leads to its line and to its items. */
export function ErrorList(properties: {
  readonly charts: PanelCharts
  readonly chosen: number | null
  readonly onChoose: (errorGroup: number | null) => void
  readonly host: PageHost
}): preact.JSX.Element | null {
  const { charts, chosen, onChoose, host } = properties
  const [isLong, setLong] = useState(false)
  const { errors, moreErrorGroups } = charts
  if (errors.length === 0) return null
  const shown = isLong ? errors : errors.slice(0, shownAtFirst)
  return (
    <section class="block" aria-labelledby="errors-title">
      <header class="block-head">
        <h2 id="errors-title">Errors</h2>
        <p class="readout" />
      </header>
      <ul class="errors">
        {shown.map((error) => (
          <li key={error.id} class={error.id === chosen ? 'error chosen' : 'error'}>
            <button
              type="button"
              class="error-main"
              aria-pressed={error.id === chosen}
              title={`${error.name}: ${error.message}`}
              onClick={() => onChoose(error.id === chosen ? null : error.id)}
            >
              <span class="error-count">{formatCount(error.count)}</span>
              <span class="error-text">
                <span class="error-name">{error.name}</span> {error.message}
              </span>
            </button>
            <ErrorPlace error={error} host={host} />
          </li>
        ))}
      </ul>
      {errors.length > shownAtFirst && (
        <button type="button" class="link more" onClick={() => setLong(!isLong)}>
          {isLong ? 'Show fewer' : `Show ${formatCount(errors.length - shownAtFirst)} more`}
        </button>
      )}
      {isLong && moreErrorGroups > 0 && (
        <p class="caption">{formatCount(moreErrorGroups)} rarer ones are not listed.</p>
      )}
    </section>
  )
}

function ErrorPlace({ error, host }: { readonly error: PanelError; readonly host: PageHost }): preact.JSX.Element {
  const { location, firstIndex } = error
  return (
    <span class="error-links">
      {location !== null && (
        <button
          type="button"
          class="link"
          title={location}
          onClick={() => host.act({ kind: 'openLocation', location })}
        >
          {shortLocation(location)}
        </button>
      )}
      <button type="button" class="link" onClick={() => host.act({ kind: 'openItem', index: firstIndex })}>
        item {formatCount(firstIndex)}
      </button>
    </span>
  )
}
