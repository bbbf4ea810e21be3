import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { rigPaths } from './rigPaths.ts'
import type { VsCodeServer } from './startVsCodeServer.ts'

/** Keeps a screenshot and VS Code's logs of a failed test under its name; returns the folder. */
export async function keepFailure(name: string, page: Page, server: VsCodeServer): Promise<string> {
  const folder = join(rigPaths.failures, name.replaceAll(/[^\w.-]+/g, '-').slice(0, 120))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  // Each may be missing after a failure, and the failure itself is what must be heard of.
  await Promise.allSettled([
    page.screenshot({ path: join(folder, 'page.png'), timeout: 5_000 }),
    cp(join(server.dataDir, 'logs'), join(folder, 'logs'), { recursive: true }),
    cp(join(server.run.path, 'server.log'), join(folder, 'server.log')),
  ])
  return folder
}
