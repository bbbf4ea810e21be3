import { readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Location, Message } from 'esbuild'
import type { BundleProblem, SourcePlace } from './bundleError.ts'
import { nearestName } from './nearestName.ts'
import { packageOfSpecifier } from './packageOfPath.ts'
import { moduleEnding } from './parseFunctionReference.ts'

/** Turns an error of esbuild into words that say what the user can do; `projectFolder` is what its paths start from. */
export function explainBuildFailure(message: Message, projectFolder: string): BundleProblem {
  const place = message.location === null ? undefined : sourcePlace(message.location, projectFolder)
  const { text, nextStep } = explain(message, place)
  return { message: text, ...(place && { place }), ...(nextStep !== undefined && { nextStep }) }
}

interface Explanation {
  readonly text: string
  readonly nextStep?: string | undefined
}

function explain(message: Message, place: SourcePlace | undefined): Explanation {
  const specifier = /^Could not resolve "(.+)"/.exec(message.text)?.[1]
  if (specifier !== undefined) return explainUnresolved(specifier, message, place)
  const ending = /^No loader is configured for "(.+)" files: (.+)$/.exec(message.text)
  if (ending !== null) {
    return {
      text: `${ending[2]} cannot be imported: a bundle holds JavaScript, TypeScript, JSON and text only`,
      nextStep: 'Read the file with fetch or from S3 inside the function, or turn it into a .json or .txt file.',
    }
  }
  const note = usefulNote(message)
  return { text: note === undefined ? message.text : `${message.text} (${note})` }
}

function explainUnresolved(specifier: string, message: Message, place: SourcePlace | undefined): Explanation {
  const text = `Cannot find "${specifier}"`
  if (specifier.startsWith('.') && place !== undefined) {
    const nearest = nearestFile(resolve(dirname(place.file), specifier))
    return {
      text,
      nextStep: nearest ? `Did you mean "${nearest}"?` : 'Check the path; it starts from the importing file.',
    }
  }
  if (specifier === 'vscode') {
    return {
      text,
      nextStep: 'The vscode module exists only inside the editor: export the function from a module without it.',
    }
  }
  const packageName = packageOfSpecifier(specifier)
  const note = usefulNote(message)
  if (packageName === null || note !== undefined) return { text: note === undefined ? text : `${text}: ${note}` }
  const builtin = nearestName(specifier, builtinModules)
  return { text, nextStep: `Run npm install ${packageName}${builtin ? `, or did you mean "node:${builtin}"?` : '.'}` }
}

/** esbuild's note, unless it advises to set options of esbuild, which the user does not have. */
function usefulNote(message: Message): string | undefined {
  const note = message.notes[0]?.text
  return note === undefined || /You can mark|esbuild|"--|platform/.test(note) ? undefined : note.replace(/[.:]$/, '')
}

function nearestFile(path: string): string | null {
  const folder = dirname(path)
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return null
  }
  const stem = (name: string): string => (moduleEnding.test(name) ? name.slice(0, -extname(name).length) : name)
  const wanted = stem(basename(path))
  const nearestStem = nearestName(wanted, names.map(stem))
  const nearest = names.find((name) => stem(name) === nearestStem)
  return nearest === undefined ? null : basename(join(folder, nearest))
}

/** esbuild counts columns and lengths in bytes of UTF-8. */
export function sourcePlace(location: Location, projectFolder: string): SourcePlace {
  const bytes = Buffer.from(location.lineText)
  const units = (from: number, to: number): number => bytes.subarray(from, to).toString().length
  return {
    file: resolve(projectFolder, location.file),
    line: location.line,
    column: units(0, location.column) + 1,
    length: units(location.column, location.column + location.length),
    lineText: location.lineText,
  }
}
