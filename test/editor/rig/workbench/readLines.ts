import type { Locator } from 'playwright-core'

/** The texts of the elements as they stand on the screen, from top to bottom; the editor's hard spaces are spaces. */
export async function readLines(elements: Locator): Promise<readonly string[]> {
  const lines = await elements.evaluateAll((found) =>
    found.map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent })),
  )
  return lines.toSorted((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u{a0}', ' '))
}
