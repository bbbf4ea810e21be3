import * as vscode from 'vscode'

/** Marks the sessions that are meant; a key of Wren's own in their configuration. */
export const stopAtUncaughtKey = '__wrenStopAtUncaught'

/**
 * Lets a session that debugs an item stop where the item throws, whether or not "Uncaught Exceptions" is ticked among
 * the breakpoints: that it throws is why it is debugged. No setting of the debugger says so, so the editor's first word
 * on exceptions is added to on its way; what the user ticks afterwards holds as it is.
 */
export function stopAtUncaught(): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', {
    createDebugAdapterTracker: ({ configuration, parentSession }) => {
      const isMeant = [configuration, parentSession?.configuration].some((each) => each?.[stopAtUncaughtKey] === true)
      if (!isMeant) return undefined
      let isFirst = true
      return {
        onWillReceiveMessage: (message: unknown) => {
          if (!isFirst || !isExceptionRequest(message)) return
          isFirst = false
          if (!message.arguments.filters.includes('uncaught')) message.arguments.filters.push('uncaught')
        },
      }
    },
  })
}

interface ExceptionRequest {
  readonly command: 'setExceptionBreakpoints'
  readonly arguments: { readonly filters: string[] }
}

/** A request of the Debug Adapter Protocol; https://microsoft.github.io/debug-adapter-protocol/specification */
function isExceptionRequest(message: unknown): message is ExceptionRequest {
  if (typeof message !== 'object' || message === null || !('command' in message) || !('arguments' in message)) {
    return false
  }
  const { command, arguments: given } = message
  if (command !== 'setExceptionBreakpoints' || typeof given !== 'object' || given === null) return false
  return 'filters' in given && Array.isArray(given.filters)
}
