import { randomBytes } from 'node:crypto'
import type { Account } from '../account.ts'
import { AwsError } from '../front/awsError.ts'
import type { AwsService } from '../front/serviceRequest.ts'
import { queryError, queryReply, type QueryValue } from './queryProtocol.ts'
import type { Role, RoleStore } from './roleStore.ts'

type Operation = (form: URLSearchParams) => QueryValue | null

/** The part of IAM's API that deals with roles and their policies. */
export function createIamService(store: RoleStore, account: Account): AwsService {
  const operations = iamOperations(store, account)
  return {
    operationOf: (request) => {
      const action = new URLSearchParams(request.body.toString('utf8')).get('Action') ?? ''
      return operations.has(action) ? action : null
    },
    renderError: queryError,
    answer: (operation, request) => {
      const result = operations.get(operation)?.(new URLSearchParams(request.body.toString('utf8'))) ?? null
      return Promise.resolve(
        queryReply('https://iam.amazonaws.com/doc/2010-05-08/', operation, result, request.requestId),
      )
    },
  }
}

function iamOperations(store: RoleStore, account: Account): ReadonlyMap<string, Operation> {
  const existing = (form: URLSearchParams): Role => {
    const name = required(form, 'RoleName')
    const role = store.find(name)
    if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`)
    return role
  }
  const withoutPolicy = (role: Role, name: string): Role['policies'] =>
    Object.fromEntries(Object.entries(role.policies).filter(([other]) => other !== name))

  return new Map<string, Operation>([
    [
      'CreateRole',
      (form) => {
        const name = required(form, 'RoleName')
        if (store.find(name) !== undefined) {
          throw new AwsError(409, 'EntityAlreadyExists', `Role with name ${name} already exists.`)
        }
        const path = form.get('Path') ?? '/'
        const role: Role = {
          RoleName: name,
          RoleId: `AROA${randomBytes(8).toString('hex').toUpperCase()}`,
          Arn: `arn:aws:iam::${account.accountId}:role${path}${name}`,
          Path: path,
          CreateDate: new Date().toISOString(),
          AssumeRolePolicyDocument: required(form, 'AssumeRolePolicyDocument'),
          Description: form.get('Description') ?? '',
          policies: {},
          attached: [],
          tags: readTags(form),
        }
        store.put(role)
        return { Role: describe(role) }
      },
    ],
    ['GetRole', (form) => ({ Role: describe(existing(form)) })],
    ['ListRoles', () => ({ Roles: store.list().map(describe), IsTruncated: false })],
    [
      'DeleteRole',
      (form) => {
        const role = existing(form)
        if (Object.keys(role.policies).length > 0 || role.attached.length > 0) {
          throw new AwsError(409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.')
        }
        store.remove(role.RoleName)
        return null
      },
    ],
    [
      'PutRolePolicy',
      (form) => {
        const role = existing(form)
        const policy = { [required(form, 'PolicyName')]: required(form, 'PolicyDocument') }
        store.put({ ...role, policies: { ...role.policies, ...policy } })
        return null
      },
    ],
    [
      'GetRolePolicy',
      (form) => {
        const role = existing(form)
        const name = required(form, 'PolicyName')
        return { RoleName: role.RoleName, PolicyName: name, PolicyDocument: encodeURIComponent(policyOf(role, name)) }
      },
    ],
    [
      'DeleteRolePolicy',
      (form) => {
        const role = existing(form)
        const name = required(form, 'PolicyName')
        policyOf(role, name)
        store.put({ ...role, policies: withoutPolicy(role, name) })
        return null
      },
    ],
    ['ListRolePolicies', (form) => ({ PolicyNames: Object.keys(existing(form).policies), IsTruncated: false })],
    [
      'AttachRolePolicy',
      (form) => {
        const role = existing(form)
        store.put({ ...role, attached: [...new Set([...role.attached, required(form, 'PolicyArn')])] })
        return null
      },
    ],
    [
      'DetachRolePolicy',
      (form) => {
        const role = existing(form)
        const arn = required(form, 'PolicyArn')
        if (!role.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`)
        store.put({ ...role, attached: role.attached.filter((other) => other !== arn) })
        return null
      },
    ],
    [
      'ListAttachedRolePolicies',
      (form) => ({
        AttachedPolicies: existing(form).attached.map((arn) => ({
          PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
          PolicyArn: arn,
        })),
        IsTruncated: false,
      }),
    ],
    ['ListInstanceProfilesForRole', (form) => (existing(form), { InstanceProfiles: [], IsTruncated: false })],
  ])
}

function describe(role: Role): QueryValue {
  const { RoleName, RoleId, Arn, Path, CreateDate, Description } = role
  const tags = Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value }))
  const document = encodeURIComponent(role.AssumeRolePolicyDocument)
  return {
    Path,
    RoleName,
    RoleId,
    Arn,
    CreateDate,
    AssumeRolePolicyDocument: document,
    ...(Description === '' ? {} : { Description }),
    MaxSessionDuration: 3600,
    ...(tags.length === 0 ? {} : { Tags: tags }),
  }
}

function policyOf(role: Role, name: string): string {
  const policy = role.policies[name]
  if (policy === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`)
  return policy
}

function readTags(form: URLSearchParams): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {}
  for (let index = 1; form.has(`Tags.member.${index}.Key`); index += 1) {
    tags[form.get(`Tags.member.${index}.Key`) ?? ''] = form.get(`Tags.member.${index}.Value`) ?? ''
  }
  return tags
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (value === null || value === '') {
    throw new AwsError(
      400,
      'ValidationError',
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    )
  }
  return value
}

function noSuchEntity(message: string): AwsError {
  return new AwsError(404, 'NoSuchEntity', message)
}
