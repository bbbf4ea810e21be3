import type { IAMClient } from '@aws-sdk/client-iam'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { HeadBucketCommand } from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'
import type { STSClient } from '@aws-sdk/client-sts'

import type { AccountAdmin } from '../ports.ts'
import { callAws, clientSettings } from './awsAccess.ts'
import type { AwsAccess } from './awsAccess.ts'
import { nullIfConflict, nullIfMissing } from './awsErrors.ts'
import { createRuntimeBucket, deleteRuntimeBucket } from './runtimeBucket.ts'

const inlinePolicyName = 'wren-runtime'

/** Roles, log groups and the bucket. The clients for them are loaded at the first call: running a job needs none. */
export class AwsAccountAdmin implements AccountAdmin, Disposable {
  readonly #access: AwsAccess
  readonly #s3: S3Client
  readonly #knownAccountId: string | undefined
  #sts: STSClient | undefined
  #iam: IAMClient | undefined
  #logs: CloudWatchLogsClient | undefined

  /** `knownAccountId` spares the call that asks for it. */
  constructor(access: AwsAccess, s3: S3Client, knownAccountId?: string) {
    this.#access = access
    this.#s3 = s3
    this.#knownAccountId = knownAccountId
  }

  async accountId(): Promise<string> {
    if (this.#knownAccountId !== undefined) return this.#knownAccountId
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
    const client = (this.#sts ??= new STSClient(clientSettings(this.#access)))
    const identity = await this.#call('sts:GetCallerIdentity', 'the account', () =>
      client.send(new GetCallerIdentityCommand({})),
    )
    return identity.Account ?? ''
  }

  async bucketExists(bucket: string): Promise<boolean> {
    const head = this.#call('s3:ListBucket', `bucket ${bucket}`, () =>
      this.#s3.send(new HeadBucketCommand({ Bucket: bucket })),
    )
    return (await nullIfMissing(head)) !== null
  }

  createBucket(bucket: string): Promise<void> {
    return createRuntimeBucket(this.#access, this.#s3, bucket)
  }

  deleteBucket(bucket: string): Promise<void> {
    return deleteRuntimeBucket(this.#access, this.#s3, bucket)
  }

  async findRole(name: string): Promise<string | null> {
    const { GetRoleCommand } = await import('@aws-sdk/client-iam')
    const client = await this.#iamClient()
    const found = await nullIfMissing(
      this.#call('iam:GetRole', `role ${name}`, () => client.send(new GetRoleCommand({ RoleName: name }))),
    )
    return found?.Role?.Arn ?? null
  }

  async createRole(name: string, trustPolicy: string, inlinePolicy: string): Promise<string> {
    const { CreateRoleCommand, PutRolePolicyCommand } = await import('@aws-sdk/client-iam')
    const client = await this.#iamClient()
    const target = `role ${name}`
    const created = await nullIfConflict(
      this.#call('iam:CreateRole', target, () =>
        client.send(
          new CreateRoleCommand({
            RoleName: name,
            AssumeRolePolicyDocument: trustPolicy,
            Description: "What Wren's functions may do: use its own bucket prefix and log group.",
          }),
        ),
      ),
    )
    await this.#call('iam:PutRolePolicy', target, () =>
      client.send(
        new PutRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName, PolicyDocument: inlinePolicy }),
      ),
    )
    return created?.Role?.Arn ?? (await this.findRole(name)) ?? ''
  }

  async deleteRole(name: string): Promise<void> {
    const iam = await import('@aws-sdk/client-iam')
    const client = await this.#iamClient()
    const target = `role ${name}`
    // IAM refuses to delete a role that still has policies, also those that the user attached.
    const attached = await this.#call('iam:ListAttachedRolePolicies', target, () =>
      client.send(new iam.ListAttachedRolePoliciesCommand({ RoleName: name })),
    )
    for (const { PolicyArn: arn } of attached.AttachedPolicies ?? []) {
      await this.#call('iam:DetachRolePolicy', target, () =>
        client.send(new iam.DetachRolePolicyCommand({ RoleName: name, PolicyArn: arn })),
      )
    }
    await nullIfMissing(
      this.#call('iam:DeleteRolePolicy', target, () =>
        client.send(new iam.DeleteRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName })),
      ),
    )
    await this.#call('iam:DeleteRole', target, () => client.send(new iam.DeleteRoleCommand({ RoleName: name })))
  }

  async logGroupExists(name: string): Promise<boolean> {
    const { DescribeLogGroupsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
    const client = await this.#logsClient()
    const found = await this.#call('logs:DescribeLogGroups', `log group ${name}`, () =>
      client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name })),
    )
    return (found.logGroups ?? []).some((group) => group.logGroupName === name)
  }

  async createLogGroup(name: string, retentionDays: number): Promise<void> {
    const { CreateLogGroupCommand, PutRetentionPolicyCommand } = await import('@aws-sdk/client-cloudwatch-logs')
    const client = await this.#logsClient()
    await nullIfConflict(
      this.#call('logs:CreateLogGroup', `log group ${name}`, () =>
        client.send(new CreateLogGroupCommand({ logGroupName: name })),
      ),
    )
    await this.#call('logs:PutRetentionPolicy', `log group ${name}`, () =>
      client.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: retentionDays })),
    )
  }

  async deleteLogGroup(name: string): Promise<void> {
    const { DeleteLogGroupCommand } = await import('@aws-sdk/client-cloudwatch-logs')
    const client = await this.#logsClient()
    await this.#call('logs:DeleteLogGroup', `log group ${name}`, () =>
      client.send(new DeleteLogGroupCommand({ logGroupName: name })),
    )
  }

  [Symbol.dispose](): void {
    this.#sts?.destroy()
    this.#iam?.destroy()
    this.#logs?.destroy()
  }

  async #iamClient(): Promise<IAMClient> {
    const { IAMClient } = await import('@aws-sdk/client-iam')
    return (this.#iam ??= new IAMClient(clientSettings(this.#access)))
  }

  async #logsClient(): Promise<CloudWatchLogsClient> {
    const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
    return (this.#logs ??= new CloudWatchLogsClient(clientSettings(this.#access)))
  }

  #call<T>(action: string, target: string, operation: () => Promise<T>): Promise<T> {
    return callAws(this.#access, { action, target }, operation)
  }
}
