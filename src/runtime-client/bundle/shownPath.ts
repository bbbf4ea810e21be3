import { isAbsolute, relative, sep } from 'node:path'

/** A path as messages show it: from the working folder where it lies below that, else absolute. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  const isBelow = fromHere !== '' && fromHere !== '..' && !fromHere.startsWith(`..${sep}`) && !isAbsolute(fromHere)
  return isBelow ? fromHere : path
}
