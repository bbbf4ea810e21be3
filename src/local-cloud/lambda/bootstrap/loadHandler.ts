import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runtimeFailure } from './runtimeError.ts'
import { installAwslambda, isStreamified } from './streamifyResponse.ts'

/** The user's function: called with `(event, context)`, or `(event, responseStream, context)` when it was streamified. */
export interface Handler {
  readonly streaming: boolean
  call(...parameters: readonly unknown[]): unknown
}

/**
 * Finds the handler that a string such as `folder/module.export` names, under the folder of the function's code.
 * Throws `Runtime.*` errors as AWS's runtime does where it is badly named, missing or does not load.
 */
export async function loadHandler(taskRoot: string, handlerName: string): Promise<Handler> {
  if (handlerName.includes('..')) {
    throw runtimeFailure('MalformedHandlerName', `'${handlerName}' is not a valid handler name.`)
  }
  const name = basename(handlerName)
  const dot = name.indexOf('.')
  if (dot <= 0) throw runtimeFailure('MalformedHandlerName', 'Bad handler')
  installAwslambda()
  const modulePath = resolve(taskRoot, dirname(handlerName), name.slice(0, dot))
  const found = readPath(await loadModule(modulePath, name.slice(0, dot)), name.slice(dot + 1))
  if (typeof found !== 'function') {
    const what = found === undefined || found === null ? 'is undefined or not exported' : 'is not a function'
    throw runtimeFailure('HandlerNotFound', `${handlerName} ${what}`)
  }
  return {
    streaming: isStreamified(found),
    call: (...parameters): unknown => Reflect.apply(found, undefined, parameters),
  }
}

async function loadModule(path: string, name: string): Promise<unknown> {
  try {
    const require = createRequire(pathToFileURL(path))
    if (existsSync(`${path}.js`)) {
      return isEsmFolder(dirname(path)) ? await importFile(`${path}.js`) : require(`${path}.js`)
    }
    if (existsSync(`${path}.mjs`)) return await importFile(`${path}.mjs`)
    if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`)
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeFailure('UserCodeSyntaxError', String(error), error)
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeFailure('ImportModuleError', String(error), error)
    }
    throw error
  }
  throw runtimeFailure('ImportModuleError', `Error: Cannot find module '${name}'`)
}

async function importFile(path: string): Promise<unknown> {
  return await import(pathToFileURL(path).href)
}

function isEsmFolder(folder: string): boolean {
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) {
    try {
      return readField(JSON.parse(readFileSync(manifest, 'utf8')), 'type') === 'module'
    } catch {
      return false
    }
  }
  const parent = dirname(folder)
  return parent !== folder && basename(folder) !== 'node_modules' && isEsmFolder(parent)
}

function readPath(value: unknown, path: string): unknown {
  return path.split('.').reduce(readField, value)
}

function readField(value: unknown, name: string): unknown {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
    ? Reflect.get(value, name)
    : undefined
}
