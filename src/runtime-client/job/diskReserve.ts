import { rmSync, writeFileSync } from 'node:fs'

/** More than a job's record takes, on any file system. */
const reserveBytes = 64 * 1024

/** Disk kept back, so that a job which ends because the disk is full can still write down that it did. */
export class DiskReserve {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** Throws what the file system throws. */
  take(): void {
    writeFileSync(this.#path, Buffer.alloc(reserveBytes, '.'))
  }

  release(): void {
    rmSync(this.#path, { force: true })
  }
}
