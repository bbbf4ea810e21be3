import { OrphanGuard } from './orphanGuard.ts'
import { ChildProcess, type ChildListener } from './childProcess.ts'

/** The one child of this environment, kept from batch to batch as long as they ask for the same function. */
export class ChildHost {
  private readonly functionMb: number
  private readonly guard = new OrphanGuard()
  private child: ChildProcess | undefined = undefined
  /** What the child has loaded, or is loading. */
  private loadedAs: string | undefined = undefined

  constructor(functionMb: number) {
    this.functionMb = functionMb
  }

  /** Starts a child if there is none. */
  prepare(): ChildProcess {
    if (this.child === undefined || this.child.isGone || this.child.isDoomed) {
      this.child = new ChildProcess(planHeapLimitMb(this.functionMb))
      this.loadedAs = undefined
    }
    return this.child
  }

  /** A child for what `key` stands for; `isLoaded` where it needs no loading. */
  take(key: string): { readonly child: ChildProcess; readonly isLoaded: boolean } {
    if (this.loadedAs !== undefined && this.loadedAs !== key) this.drop()
    const child = this.prepare()
    const isLoaded = this.loadedAs === key
    if (!isLoaded) this.guard.watch(child.pid)
    this.loadedAs = key
    return { child, isLoaded }
  }

  /** Ends the child; the next one to be taken is new. */
  drop(): void {
    const { child } = this
    this.child = undefined
    this.loadedAs = undefined
    if (child === undefined || child.isGone) return
    child.kill()
    child.listen(nobody)
  }

  /** Between two batches nobody listens to what is left behind, but it must not block. */
  rest(): void {
    const child = this.prepare()
    child.resume()
    child.listen(nobody)
  }
}

const nobody: ChildListener = { events: () => {}, raw: () => {}, gone: () => {} }

/** Megabytes that the handler and an empty child take up, V8's own room included. */
const baseMb = 110

/** How far the JavaScript heap may grow, so that V8 speaks up before the function's memory is gone. */
const planHeapLimitMb = (functionMb: number): number => Math.max(40, Math.floor((functionMb - baseMb) * 0.9))
