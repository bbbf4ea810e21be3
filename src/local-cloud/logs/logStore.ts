import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { numberField, parseRecord, textField } from '../fields.ts'
import { writeFileWhole } from '../writeFileWhole.ts'
import { openLogStream, type LogStream } from './logStream.ts'

/** A named group of log streams. */
export interface LogGroup {
  readonly name: string
  readonly createdAt: number
  /** Null keeps events for ever, or until room is needed. */
  readonly retentionDays: number | null
  readonly streams: ReadonlyMap<string, LogStream>
}

/** The log groups of an account, kept in a folder. */
export interface LogStore {
  groups(): readonly LogGroup[]
  find(name: string): LogGroup | undefined
  /** The group, made where there is none. */
  ensure(name: string): LogGroup
  setRetention(name: string, days: number | null): void
  remove(name: string): void
  /** Opens a new stream in a group, which is made where there is none. */
  openStream(groupName: string, streamName: string): LogStream
  /** Writes everything to disk. */
  flush(): void
}

interface OpenGroup extends LogGroup {
  readonly folder: string
  retentionDays: number | null
  readonly streams: Map<string, LogStream>
}

// Beyond these the oldest streams of a group go, so that the folder does not grow for ever.
const maxStreamsPerGroup = 500
const maxGroupBytes = 256 * 1024 * 1024

/** Opens the store in a folder, which it creates. */
export function openLogStore(folder: string): LogStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const groups = new Map(loadGroups(folder).map((group) => [group.name, group]))

  const save = (group: OpenGroup): void => {
    const { name, createdAt, retentionDays } = group
    writeFileWhole(join(group.folder, 'group.json'), JSON.stringify({ name, createdAt, retentionDays }))
  }
  const ensure = (name: string): OpenGroup => {
    const known = groups.get(name)
    if (known !== undefined) return known
    const group: OpenGroup = {
      name,
      folder: join(folder, fileNameOf(name)),
      createdAt: Date.now(),
      retentionDays: null,
      streams: new Map(),
    }
    mkdirSync(group.folder, { recursive: true, mode: 0o700 })
    save(group)
    groups.set(name, group)
    return group
  }
  return {
    groups: () => [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => groups.get(name),
    ensure,
    setRetention: (name, days) => {
      const group = ensure(name)
      group.retentionDays = days
      save(group)
    },
    remove: (name) => {
      const group = groups.get(name)
      if (group === undefined) return
      groups.delete(name)
      rmSync(group.folder, { recursive: true, force: true })
    },
    openStream: (groupName, streamName) => {
      const group = ensure(groupName)
      const path = join(group.folder, `${fileNameOf(streamName)}.log`)
      const stream = openLogStream(streamName, path, {
        createdAt: Date.now(),
        firstTimestamp: null,
        lastTimestamp: null,
      })
      group.streams.set(streamName, stream)
      let bytes = [...group.streams.values()].reduce((sum, other) => sum + other.storedBytes, 0)
      for (const [oldName, old] of group.streams) {
        if (group.streams.size <= maxStreamsPerGroup && bytes <= maxGroupBytes) break
        bytes -= old.storedBytes
        group.streams.delete(oldName)
        rmSync(old.path, { force: true })
      }
      return stream
    },
    flush: () => {
      for (const group of groups.values()) for (const stream of group.streams.values()) stream.flush()
    },
  }
}

// Dots too: AWS lets a group be called `..`.
const fileNameOf = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E')

function loadGroups(folder: string): readonly OpenGroup[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const record = readRecord(join(path, 'group.json'))
    const groupName = textField(record, 'name')
    if (groupName === undefined) return []
    const group: OpenGroup = {
      name: groupName,
      folder: path,
      createdAt: numberField(record, 'createdAt') ?? 0,
      retentionDays: numberField(record, 'retentionDays') ?? null,
      streams: new Map(),
    }
    const streams = readdirSync(path)
      .filter((file) => file.endsWith('.log'))
      .map((file) => loadStream(path, file))
      .sort((a, b) => a.createdAt - b.createdAt)
    for (const stream of streams) group.streams.set(stream.name, stream)
    return [group]
  })
}

function loadStream(folder: string, file: string): LogStream {
  const path = join(folder, file)
  const { birthtimeMs, mtimeMs } = statSync(path)
  const name = decodeURIComponent(file.slice(0, -'.log'.length))
  const times = {
    createdAt: Math.floor(birthtimeMs),
    firstTimestamp: Math.floor(birthtimeMs),
    lastTimestamp: Math.ceil(mtimeMs),
  }
  return openLogStream(name, path, times)
}

function readRecord(path: string): Readonly<Record<string, unknown>> {
  try {
    return parseRecord(readFileSync(path, 'utf8')) ?? {}
  } catch {
    return {}
  }
}
