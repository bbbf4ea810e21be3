import { existsSync, readFileSync } from 'node:fs'
import { isRecord, parseRecord, textField } from '../fields.ts'
import { writeFileWhole } from '../writeFileWhole.ts'

/** A role with its policies; documents as JSON text. */
export interface Role {
  readonly RoleName: string
  readonly RoleId: string
  readonly Arn: string
  readonly Path: string
  readonly CreateDate: string
  readonly AssumeRolePolicyDocument: string
  readonly Description: string
  /** Inline policies by name. */
  readonly policies: Readonly<Record<string, string>>
  /** ARNs of attached policies. */
  readonly attached: readonly string[]
  readonly tags: Readonly<Record<string, string>>
}

/** The roles of an account, kept in a file. */
export interface RoleStore {
  find(name: string): Role | undefined
  list(): readonly Role[]
  put(role: Role): void
  remove(name: string): void
}

/** Opens the store in a file, which need not exist yet. */
export function openRoleStore(path: string): RoleStore {
  const roles = new Map(load(path).map((role) => [role.RoleName, role]))
  const save = (): void => writeFileWhole(path, JSON.stringify({ roles: [...roles.values()] }))
  return {
    find: (name) => roles.get(name),
    list: () => [...roles.values()],
    put: (role) => {
      roles.set(role.RoleName, role)
      save()
    },
    remove: (name) => {
      roles.delete(name)
      save()
    },
  }
}

function load(path: string): readonly Role[] {
  if (!existsSync(path)) return []
  const roles = parseRecord(readFileSync(path, 'utf8'))?.['roles']
  return Array.isArray(roles) ? roles.filter(isRole) : []
}

function isRole(value: unknown): value is Role {
  return (
    isRecord(value) &&
    textField(value, 'RoleName') !== undefined &&
    textField(value, 'Arn') !== undefined &&
    isRecord(value['policies']) &&
    isRecord(value['tags']) &&
    Array.isArray(value['attached'])
  )
}
