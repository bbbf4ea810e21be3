import { render } from 'preact'
import { Channel } from '../messages/channel.ts'
import type { HostMessage, PageMessage, PageReplies } from '../messages/messages.ts'
import { type Filter, type KeptState, keptFilter } from './filter.ts'
import { JobPage } from './jobPage.tsx'
import { PageStore } from './pageStore.ts'
import type { PageHost } from './pageHost.ts'
import { ThemeColours } from './themeColours.ts'
import { connectToEditor } from './vsCodeApi.ts'

const root = document.getElementById('page')
const jobId = document.body.dataset['jobId'] ?? ''
const vsCode = connectToEditor()

let filter = keptFilter(vsCode.getState())
const theme = new ThemeColours(document.body)
const store = new PageStore((state) => {
  if (root !== null) {
    render(<JobPage {...state} filter={filter} onFilter={setFilter} host={host} colours={theme.colours} />, root)
  }
})
const channel: Channel<PageMessage, PageReplies, HostMessage> = new Channel(
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's own, not a window's
  (envelope) => vsCode.postMessage(envelope),
  (message: HostMessage) => store.take(message),
)
const host: PageHost = {
  act: (action) => void channel.send({ kind: 'act', action }),
  readRows: (query) => channel.send({ kind: 'readRows', query }),
  tryAgain: () => void channel.send({ kind: 'tryAgain' }),
}

function setFilter(chosen: Filter): void {
  filter = chosen
  keep()
  store.redraw()
}

/** Without a kept state VS Code has nothing to restore the page from after a reload. */
function keep(): void {
  const state: KeptState = { jobId, filter }
  vsCode.setState(state)
}

theme.onChange(() => store.redraw())
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => void channel.receive(data))
keep()
store.redraw()
void channel.send({ kind: 'ready' })
