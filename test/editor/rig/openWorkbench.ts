import { cp, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { startVsCodeServer } from './startVsCodeServer.ts'
import type { VsCodeServer, VsCodeServerOptions } from './startVsCodeServer.ts'
import { Workbench } from './workbench/workbench.ts'

/** What an editor window is opened with. Paths are absolute. */
export interface WorkbenchOptions extends VsCodeServerOptions {
  /** Copied, so that tests may write; undefined opens no folder. */
  readonly workspace?: string
  /** The packaged extension to install. */
  readonly vsix?: string
}

/** One window of a fresh VS Code; disposal ends browser context and server. */
export interface OpenWorkbench extends AsyncDisposable {
  readonly workbench: Workbench
  readonly server: VsCodeServer
  /** The open folder: the copy of the workspace. */
  readonly folder: string | undefined
}

/** Large enough for a sidebar, an editor and a panel beside each other; pictures of it fit a README. */
const viewport = { width: 1280, height: 800 }

/** Starts a server, installs the extension and opens a window that is ready to be used. */
export async function openWorkbench(browser: Browser, options: WorkbenchOptions = {}): Promise<OpenWorkbench> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await startVsCodeServer(options))
  if (options.vsix !== undefined) await server.installExtension(options.vsix)
  const folder = options.workspace === undefined ? undefined : await copyWorkspace(server, options.workspace)
  const context = stack.use(await browser.newContext({ viewport, reducedMotion: 'reduce' }))
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url })
  const workbench = new Workbench(await context.newPage(), server.url)
  await workbench.open(folder)
  const kept = stack.move()
  return { workbench, server, folder, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function copyWorkspace(server: VsCodeServer, workspace: string): Promise<string> {
  const folder = join(server.run.path, 'w', basename(workspace))
  await mkdir(join(folder, '..'), { recursive: true })
  await cp(workspace, folder, { recursive: true })
  return folder
}
