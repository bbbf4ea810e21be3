import type { FunctionChoice } from './jobOptions.ts'
import { isFunctionChoice } from './mapTarget.ts'

/** Where choices are kept between two lives of a window; VS Code's Memento is one. */
export interface ChoiceStore {
  get(key: string): unknown
  update(key: string, value: unknown): PromiseLike<void>
}

const functionsKey = 'recentFunctions'
const inputsKey = 'recentInputs'
const kept = 10

/** What was chosen in this workspace, the last first. */
export class RecentChoices {
  readonly #store: ChoiceStore

  constructor(store: ChoiceStore) {
    this.#store = store
  }

  functions(): readonly FunctionChoice[] {
    return listOf(this.#store.get(functionsKey), isFunctionChoice)
  }

  /** Paths of input files; those that this function was mapped over come first. */
  inputs(choice?: FunctionChoice): readonly string[] {
    const recent = this.#inputs()
    const own = recent.filter((each) => choice !== undefined && each.functionKey === keyOf(choice))
    return [...new Set([...own, ...recent].map(({ inputPath }) => inputPath))]
  }

  async remember(choice: FunctionChoice, inputPath: string): Promise<void> {
    const { modulePath, exportName } = choice
    const functionKey = keyOf(choice)
    const functions = this.functions().filter((each) => keyOf(each) !== functionKey)
    const inputs = this.#inputs().filter((each) => each.functionKey !== functionKey || each.inputPath !== inputPath)
    await this.#store.update(functionsKey, [{ modulePath, exportName }, ...functions].slice(0, kept))
    await this.#store.update(inputsKey, [{ functionKey, inputPath }, ...inputs].slice(0, 3 * kept))
  }

  #inputs(): readonly RecentInput[] {
    return listOf(this.#store.get(inputsKey), isRecentInput)
  }
}

/** The good ones of a kept list; another version of Wren may have kept it. */
export function listOf<Value>(list: unknown, isGood: (value: unknown) => value is Value): readonly Value[] {
  return Array.isArray(list) ? list.filter(isGood) : []
}

interface RecentInput {
  readonly functionKey: string
  readonly inputPath: string
}

const keyOf = ({ modulePath, exportName }: FunctionChoice): string => `${modulePath}#${exportName}`

const isRecentInput = (value: unknown): value is RecentInput =>
  typeof value === 'object' &&
  value !== null &&
  'functionKey' in value &&
  typeof value.functionKey === 'string' &&
  'inputPath' in value &&
  typeof value.inputPath === 'string'
