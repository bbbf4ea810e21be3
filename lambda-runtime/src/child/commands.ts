import type { Socket } from 'node:net'
import type { ChildCommand } from '../childMessages.ts'

// Kept from before the user's code had a chance to replace it.
const parse: (text: string) => unknown = JSON.parse

/** Calls `onCommand` with each line that comes, in order, and `onEnd` when the other side is gone. */
export function readCommands(socket: Socket, onCommand: (command: ChildCommand) => void, onEnd: () => void): void {
  let pieces: string[] = []
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    let from = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      const command = parse(pieces.join('') + chunk.slice(from, end))
      pieces = []
      from = end + 1
      if (isCommand(command)) onCommand(command)
    }
    if (from < chunk.length) pieces.push(chunk.slice(from))
  })
  socket.on('error', onEnd)
  socket.on('close', onEnd)
}

/** The handler of the same zip writes these lines, so that their kind tells their shape. */
const isCommand = (value: unknown): value is ChildCommand =>
  typeof value === 'object' && value !== null && 'kind' in value
