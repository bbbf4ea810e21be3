// Started by scripts/editor.ts with a packed extension and a folder: VS Code in a tab of the user's own browser.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { installEditor } from './rig/installEditor.ts'
import { startVsCodeServer } from './rig/startVsCodeServer.ts'

const { values } = parseArgs({
  options: {
    vsix: { type: 'string', default: '' },
    folder: { type: 'string', default: '' },
    'wren-home': { type: 'string', default: '' },
  },
})

const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  process.once('disconnect', () => resolve())
})
await installEditor()
// Any page of any site can reach a port of this machine, and whoever reaches this one can run programs.
const connectionToken = randomBytes(16).toString('hex')
await using server = await startVsCodeServer({
  connectionToken,
  builtInExtensions: 'all',
  settings: { 'files.exclude': {}, 'workbench.reduceMotion': 'auto', 'editor.cursorBlinking': 'blink' },
  // The profiles of the user's own AWS configuration are to be there.
  environment: { HOME: homedir(), WREN_HOME: values['wren-home'] },
})
await server.installExtension(values.vsix)
const query = new URLSearchParams({ tkn: connectionToken, folder: values.folder })
const url = `${server.url}?${query}`
process.stdout.write(`\n  ${url}\n\n`)
process.stderr.write('Open it in a browser. Ctrl-C ends VS Code and all that it started.\n')
await openBrowser(url)
await asked
process.stderr.write('\nEnding…\n')
if (process.connected) process.disconnect()

/** Opens a tab where there is a screen; a machine without one is left alone. */
async function openBrowser(address: string): Promise<void> {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = process.env
  const opener = BROWSER ?? (DISPLAY === undefined && WAYLAND_DISPLAY === undefined ? undefined : 'xdg-open')
  if (opener === undefined) return
  const child = spawn(opener, [address], { detached: true, stdio: 'ignore' })
  // No such program: the address is on the screen.
  await Promise.race([once(child, 'spawn'), once(child, 'error')])
  child.unref()
}
