import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { WrenError } from '../errors.ts'
import { type IngestRequest, ingestInput } from './ingest.ts'
import { Spool } from './spool.ts'

/** A folder of inputs for tests, and short words for what ingesting them gives. */
export class IngestTrial implements AsyncDisposable {
  readonly folder: string
  readonly spoolFolder: string

  private constructor(folder: string) {
    this.folder = folder
    this.spoolFolder = join(folder, 'job', 'spool')
  }

  static async create(): Promise<IngestTrial> {
    return new IngestTrial(await mkdtemp(join(tmpdir(), 'wren-ingest-')))
  }

  /** Items as `line json`, bad ones as `line:column reason`. */
  async ingest(options: Partial<IngestRequest>): Promise<string[]> {
    const meta = await ingestInput({ inputPath: '-', skipBadInput: false, folder: this.spoolFolder, ...options })
    const spool = await Spool.open(this.spoolFolder)
    try {
      if (JSON.stringify(spool.meta) !== JSON.stringify(meta)) throw new Error('the spool is not what was told')
      return (await spool.readRange(0, spool.count)).map((item) =>
        item.kind === 'good' ? `${item.line} ${item.json}` : `${item.line}:${item.bad.column} ${item.bad.reason}`,
      )
    } finally {
      await spool.close()
    }
  }

  /** As ingest, from a file of this name and content. */
  async ingestText(name: string, content: string | Buffer, options: Partial<IngestRequest> = {}): Promise<string[]> {
    await writeFile(join(this.folder, name), content)
    return this.ingest({ inputPath: join(this.folder, name), ...options })
  }

  /** The message of the error, with FILE for the path; fails where there is none, or where it left a file behind. */
  async refusal(name: string, content: string | Buffer, options: Partial<IngestRequest> = {}): Promise<string> {
    try {
      return `no error but ${JSON.stringify(await this.ingestText(name, content, options))}`
    } catch (error) {
      if (!(error instanceof WrenError)) throw error
      const left = await readdir(this.spoolFolder)
      if (left.length > 0) throw new Error(`left behind: ${left.join(' ')}`, { cause: error })
      return error.message.replaceAll(join(this.folder, name), 'FILE')
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }
}
