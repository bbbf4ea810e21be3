// A process of its own that answers InvokeWithResponseStream. It holds every call open until `hold` of them are, then
// answers all. Run as: node stubLambdaServer.ts <hold>. Tells its port, and how many calls were open at once at most,
// to the parent over IPC.
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'

import { completeFrame, payloadFrame, streamHeaders } from '../fakes/eventFrame.ts'

const eventLines = [
  '{"kind":"batchStarted","protocol":1,"requestId":"r","logStream":"s","coldStart":false,"at":1}\n',
  '{"kind":"started","index":0,"attempt":1,"at":1}\n{"kind":"finished","index":0,"attempt":1,"outcome":"succeeded","ms":1,"at":2,"value":{"form":"json","json":42}}\n{"kind":"batchEnded","finished":1,"handedBack":0,"at":2}\n',
]
const replyFrames = [...eventLines.map(payloadFrame), completeFrame()]

const hold = Number(process.argv[2] ?? '1')
const held = new Set<ServerResponse>()
let openAtOnce = 0

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().on('end', () => {
    held.add(response)
    openAtOnce = Math.max(openAtOnce, held.size)
    if (held.size >= hold) answerAll()
  })
})

function answerAll(): void {
  process.send?.({ kind: 'openAtOnce', openAtOnce })
  for (const response of held) {
    response.writeHead(200, streamHeaders)
    for (const part of replyFrames) response.write(part)
    response.end()
  }
  held.clear()
}

server.listen(0, '127.0.0.1', 4096, () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ kind: 'listening', port: address.port })
})
process.on('disconnect', () => process.exit(0))
