import { readdirSync } from 'node:fs'
import { builtinModules, isBuiltin } from 'node:module'
import { basename, dirname, resolve } from 'node:path'
import type { Location, Message } from 'esbuild'
import type { BundleProblem, SourcePlace } from './bundleError.ts'
import { nearestFileName, nearestName } from './nearestName.ts'
import { packageOfSpecifier } from './packageOfPath.ts'

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
      text: `${basename(ending[2] ?? '')} cannot be imported: a bundle holds JavaScript, TypeScript, JSON and text only`,
      nextStep: 'Read the file with fetch or from S3 inside the function, or turn it into a .json or .txt file.',
    }
  }
  const note = usefulNote(message)
  return { text: note === undefined ? message.text : `${message.text} (${note})` }
}

function explainUnresolved(specifier: string, message: Message, place: SourcePlace | undefined): Explanation {
  const text = `Cannot find "${specifier}"`
  if (specifier.startsWith('.') && place !== undefined) {
    const path = resolve(dirname(place.file), specifier)
    const nearest = nearestFileName(basename(path), namesInFolder(dirname(path)))
    const folder = specifier.slice(0, specifier.lastIndexOf('/') + 1)
    return {
      text,
      nextStep:
        nearest === null ? 'Check the path; it starts from the importing file.' : `Did you mean "${folder}${nearest}"?`,
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
  if (builtin === null) return { text, nextStep: `Run npm install ${packageName}` }
  const guess = `Did you mean "node:${builtin}"?`
  return { text, nextStep: isBuiltin(packageName) ? guess : `${guess} If not, run npm install ${packageName}` }
}

/** esbuild's note, unless it advises to set options of esbuild, which the user does not have. */
function usefulNote(message: Message): string | undefined {
  const note = message.notes[0]?.text
  return note === undefined || /You can mark|esbuild|"--|platform/.test(note) ? undefined : note.replace(/[.:]$/, '')
}

function namesInFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
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
