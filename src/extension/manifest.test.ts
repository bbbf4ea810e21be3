import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandIds, linkCommandIds, viewIds } from './commandIds.ts'
import { settingDefaults } from './settingDefaults.ts'

const root = join(import.meta.dirname, '..', '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { commands, configuration, menus, views, viewsContainers, viewsWelcome, walkthroughs } = manifest.contributes
const properties: Record<string, { default: unknown; markdownDescription?: string; scope?: string }> =
  configuration.properties

describe('the manifest of the extension', () => {
  it('declares the commands of the code', () => {
    const declared = commands.map(({ command }: { command: string }) => command)
    expect(declared.toSorted()).toEqual(Object.values(commandIds).toSorted())
    expect(Object.values(linkCommandIds).filter((id) => declared.includes(id))).toEqual([])
  })

  it('runs no command in a workspace that is not trusted', () => {
    expect(commands.filter(({ enablement }: { enablement?: string }) => enablement !== 'isWorkspaceTrusted')).toEqual(
      [],
    )
  })

  it('declares the settings of the code with their defaults', () => {
    const declared = Object.entries(properties).map(([key, property]) => [key, property.default])
    const inCode = Object.entries(settingDefaults).map(([key, value]) => [`wren.${key}`, value])
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(inCode))
  })

  it('explains every setting', () => {
    for (const property of Object.values(properties)) expect(property.markdownDescription).toMatch(/^.{20,}\.$/s)
  })

  it('lets no workspace say where state lies', () => {
    expect(properties['wren.home']?.scope).toBe('machine')
  })

  it('declares the views of the code', () => {
    expect(viewsContainers.activitybar.map(({ id }: { id: string }) => id)).toEqual([viewIds.container])
    expect(views[viewIds.container].map(({ id }: { id: string }) => id)).toEqual([viewIds.jobs, viewIds.runtime])
    const icons = [...viewsContainers.activitybar, ...views[viewIds.container]].map(({ icon }) => icon)
    expect(icons.filter((icon) => !existsSync(join(root, icon)))).toEqual([])
  })

  it('leads through what there is, with pictures for every theme', () => {
    const steps: { description: string; media: { image: Record<string, string> }; completionEvents: string[] }[] =
      walkthroughs.flatMap((walkthrough: { steps: unknown[] }) => walkthrough.steps)
    const pictures = steps.flatMap(({ media }) => Object.values(media.image))
    expect(pictures.length).toBe(steps.length * 4)
    expect(pictures.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const known: readonly string[] = [...Object.values(commandIds), ...Object.values(linkCommandIds)]
    const awaited = steps.flatMap(({ completionEvents }) =>
      completionEvents.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []),
    )
    const linked = steps.flatMap(({ description }) =>
      [...description.matchAll(/\(command:(wren\.\w+)\)/g)].map(([, id]) => id ?? ''),
    )
    expect([...awaited, ...linked].filter((id) => !known.includes(id))).toEqual([])
  })

  it('names only commands and views that there are in menus, buttons and links', () => {
    const inMenus = Object.values<{ command: string }[]>(menus).flatMap((items) => items.map(({ command }) => command))
    const inWelcomes = viewsWelcome.flatMap(({ contents }: { contents: string }) =>
      [...contents.matchAll(/\(command:(wren\.\w+)\)/g)].map(([, id]) => id),
    )
    const known: readonly string[] = Object.values(commandIds)
    expect([...inMenus, ...inWelcomes].filter((id) => !known.includes(id))).toEqual([])
    const named = [...JSON.stringify(menus).matchAll(/view == (wren\.\w+)/g)].map(([, id]) => id)
    const welcomed = viewsWelcome.map(({ view }: { view: string }) => view)
    const viewsThere: readonly (string | undefined)[] = Object.values(viewIds)
    expect([...named, ...welcomed].filter((id) => !viewsThere.includes(id))).toEqual([])
  })
})
