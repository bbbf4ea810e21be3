import { cp, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder of test/fixtures/bundle, laid out as npm would have done. */
export interface FixtureCopy extends AsyncDisposable {
  readonly folder: string
}

/**
 * Copies a fixture into a temporary folder for a test. No node_modules folder is kept in the repository, so
 * `vendored` becomes one and the packages of a workspace are linked into one.
 */
export async function copyFixture(name: string): Promise<FixtureCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'wren-bundle-')))
  await cp(join(import.meta.dirname, '../../../test/fixtures/bundle', name), folder, { recursive: true })
  const inside = await readdir(folder)
  if (inside.includes('vendored')) await rename(join(folder, 'vendored'), join(folder, 'node_modules'))
  if (name === 'workspace') await linkPackage(folder, '@shop/money', join(folder, 'packages/money'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

async function linkPackage(folder: string, packageName: string, target: string): Promise<void> {
  const link = join(folder, 'node_modules', packageName)
  await mkdir(dirname(link), { recursive: true })
  // A junction needs no right of its own on Windows; elsewhere the type is not looked at.
  await symlink(target, link, 'junction')
}
