import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { unzipSync } from 'fflate'
import { AwsError } from '../front/awsError.ts'
import { invalid } from './functionConfiguration.ts'

/** A zip of code as AWS describes it: its SHA-256 in base64 and its size in bytes. */
export interface CodeDescription {
  readonly CodeSha256: string
  readonly CodeSize: number
}

/** Describes a zip. */
export function describeCode(zip: Buffer): CodeDescription {
  return { CodeSha256: createHash('sha256').update(zip).digest('base64'), CodeSize: zip.length }
}

/** The folder, under the one for all code, that holds the unpacked zip of this SHA-256 (base64). */
export function codeFolder(codeRoot: string, codeSha256: string): string {
  // Short, as Windows has little room in its paths; 96 bits tell any two packages apart.
  return join(codeRoot, Buffer.from(codeSha256, 'base64').toString('hex').slice(0, 24))
}

const maxUnzippedBytes = 250 * 1024 * 1024

/** Unpacks a zip into its folder, where it is not there yet; throws `InvalidParameterValueException` for no zip. */
export async function unpackCode(codeRoot: string, zip: Buffer): Promise<CodeDescription> {
  const description = describeCode(zip)
  const folder = codeFolder(codeRoot, description.CodeSha256)
  if (existsSync(folder)) return description
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(zip)
  } catch (error) {
    throw Object.assign(invalid('Could not unzip uploaded file. Please check your file, then try to upload again.'), {
      cause: error,
    })
  }
  const unzippedBytes = Object.values(files).reduce((sum, file) => sum + file.length, 0)
  if (unzippedBytes > maxUnzippedBytes) {
    throw invalid(`Unzipped size must be smaller than ${maxUnzippedBytes} bytes`)
  }
  const partFolder = `${folder}.${process.hrtime.bigint()}.part`
  await mkdir(partFolder, { recursive: true })
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(partFolder, name)
    if (!path.startsWith(partFolder + sep))
      throw new AwsError(400, 'InvalidZipFileException', `Unsafe path in zip: ${name}`)
    if (name.endsWith('/')) {
      await mkdir(path, { recursive: true })
    } else {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, bytes)
    }
  }
  try {
    await rename(partFolder, folder)
  } catch (error) {
    await rm(partFolder, { recursive: true, force: true })
    // Two requests with the same zip at once: whoever was first has put the same files there.
    if (!existsSync(folder)) throw error
  }
  return description
}
