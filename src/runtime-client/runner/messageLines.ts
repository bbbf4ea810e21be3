/**
 * The lines of a stream of JSON messages. Not node:readline, which also breaks at U+2028 and U+2029, and JSON leaves
 * those in strings as they are. A line over the limit ends the sequence, for no message of ours is as long.
 */
export async function* messageLines(stream: AsyncIterable<Buffer>, longestBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (rest.length > longestBytes) return
  }
}
