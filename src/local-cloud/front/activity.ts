/** Knows whether anything is going on, and calls back once nothing has been for a given time. */
export interface Activity extends Disposable {
  /** Something begins; the returned function, called once or more often, ends it. */
  begin(): () => void
}

/** Watches for idleness: `onIdle` is called when nothing has been going on for `idleMs`. */
export function watchActivity(idleMs: number, onIdle: () => void): Activity {
  let running = 0
  let timer = setTimeout(onIdle, idleMs).unref()
  return {
    begin: () => {
      running += 1
      clearTimeout(timer)
      let ended = false
      return () => {
        if (ended) return
        ended = true
        running -= 1
        if (running === 0) timer = setTimeout(onIdle, idleMs).unref()
      }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}
