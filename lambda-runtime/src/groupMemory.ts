import { readFileSync } from 'node:fs'

const pageBytes = 4096

/**
 * Bytes of memory that a process and what it has started hold, or undefined where there is no /proc. What descendants
 * merely share with others is left out.
 */
export function readGroupMemory(pid: number): number | undefined {
  const own = readStatm(pid)
  if (own === undefined) return undefined
  return own.resident + descendantMemory(pid, 0)
}

const maxDepth = 8

function descendantMemory(pid: number, depth: number): number {
  if (depth > maxDepth) return 0
  const children = read(`/proc/${pid}/task/${pid}/children`)
  if (children === undefined || children === '') return 0
  let bytes = 0
  for (const child of children.trim().split(' ')) {
    const memory = readStatm(Number(child))
    if (memory !== undefined) bytes += memory.resident - memory.shared + descendantMemory(Number(child), depth + 1)
  }
  return bytes
}

function readStatm(pid: number): { readonly resident: number; readonly shared: number } | undefined {
  const fields = read(`/proc/${pid}/statm`)?.split(' ')
  return fields && { resident: Number(fields[1]) * pageBytes, shared: Number(fields[2]) * pageBytes }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}
