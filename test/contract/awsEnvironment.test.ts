import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { connectLocal } from '#runtime-client/aws/connectCloud'
import { deployRuntime } from '#runtime-client/deploy/deployRuntime'
import { runtimeStatus } from '#runtime-client/deploy/runtimeStatus'
import { ensureLocalCloud } from '#runtime-client/local/ensureLocalCloud'
import { stopLocalClouds } from '#runtime-client/local/stopLocalClouds'

// The user's AWS environment is set up to lead every call astray; the local cloud's client must not follow it.

const entryPath = fileURLToPath(new URL('../../src/local-cloud/main.ts', import.meta.url))

let home: string
let astray: Server
let straying: string[]

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wren-environment-'))
  straying = []
  astray = createServer((request, response) => {
    straying.push(`${request.method} ${request.url}`)
    response.writeHead(403).end()
  })
  astray.listen(0, '127.0.0.1')
  await once(astray, 'listening')
  const elsewhere = `http://127.0.0.1:${(astray.address() as AddressInfo).port}`
  await writeFile(
    join(home, 'config'),
    `[default]
region = mars-north-1
endpoint_url = ${elsewhere}
use_fips_endpoint = true
use_dualstack_endpoint = true
retry_mode = nonsense
max_attempts = nonsense
defaults_mode = nonsense
request_checksum_calculation = nonsense
s3_use_arn_region = nonsense
credential_process = /nowhere
`,
  )
  const environment = {
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'missing'),
    AWS_PROFILE: 'there-is-no-such-profile',
    AWS_REGION: 'mars-south-1',
    AWS_ACCESS_KEY_ID: 'AKIASOMEONEELSE',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_SESSION_TOKEN: 'x',
    AWS_ENDPOINT_URL: elsewhere,
    AWS_ENDPOINT_URL_S3: elsewhere,
    AWS_ENDPOINT_URL_LAMBDA: elsewhere,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: elsewhere,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${elsewhere}/credentials`,
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_MAX_ATTEMPTS: 'nonsense',
    AWS_RETRY_MODE: 'nonsense',
    AWS_DEFAULTS_MODE: 'nonsense',
    AWS_REQUEST_CHECKSUM_CALCULATION: 'nonsense',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'nonsense',
    AWS_AUTH_SCHEME_PREFERENCE: 'sigv4a',
    AWS_LAMBDA_FUNCTION_NAME: 'outer',
    _X_AMZN_TRACE_ID: 'Root=1-outer',
  }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await stopLocalClouds(home)
  astray.close()
  await rm(home, { recursive: true })
})

it('calls the local cloud alone, whatever the AWS environment says', async () => {
  const record = await ensureLocalCloud({ home, version: '0.1.0', entryPath })
  await using cloud = connectLocal(record)
  const zip = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64')
  const runtime = await deployRuntime(cloud, { memoryMb: 256, zip, version: '0.1.0' })
  await cloud.objects(runtime.bucket).put('wren/x', Buffer.from('x'))
  expect(await cloud.objects(runtime.bucket).get('wren/x')).toEqual(new Uint8Array([120]))
  expect(await cloud.functions.accountConcurrency()).toBeGreaterThan(0)
  const call = { functionName: runtime.functionName, payload: Buffer.from('{}'), delivery: 'buffered' } as const
  const kinds: string[] = []
  for await (const part of cloud.invoker.invoke(call, new AbortController().signal)) kinds.push(part.kind)
  expect(kinds).toEqual(['opened', 'completed'])
  expect(await runtimeStatus(cloud)).toMatchObject({ isDeployed: true, region: record.region })
  expect(straying).toEqual([])
})
