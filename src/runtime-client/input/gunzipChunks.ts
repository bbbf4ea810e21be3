import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

import { WrenError } from '../errors.ts'
import { fileErrorCode } from './storageFault.ts'

const chunkBytes = 256 * 1024

/** Unpacks a gzip stream of one or more members; throws a WrenError of kind `input` where it is damaged or cut short. */
export async function* gunzipChunks(packed: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: chunkBytes })
  const feeding = pipeline(copied(packed), gunzip)
  // Its fault comes out of the loop below too.
  feeding.catch(() => {})
  try {
    const unpacked: AsyncIterable<Buffer> = gunzip
    yield* unpacked
  } catch (error) {
    throw fileErrorCode(error)?.startsWith('Z_') === true ? damaged(name, error) : error
  } finally {
    gunzip.destroy()
    await feeding.catch(() => {})
  }
}

/** A chunk is reused by its owner, and the stream holds on to some. */
async function* copied(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

function damaged(name: string, cause: unknown): WrenError {
  const isCut = fileErrorCode(cause) === 'Z_BUF_ERROR'
  return new WrenError('input', `Cannot unpack ${name}: the gzip data ${isCut ? 'is cut short' : 'is damaged'}.`, {
    nextStep: 'Fetch or pack the file again; `gzip -t` tells whether it is whole.',
    cause,
  })
}
