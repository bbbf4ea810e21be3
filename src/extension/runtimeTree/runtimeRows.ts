import type { LocalCloudState, RuntimeStatus } from '#runtime-client'
import { commandIds } from '../commandIds.ts'
import type { Row } from '../jobsTree/treeNode.ts'

/** What is known of the place where jobs run. */
export type RuntimeView =
  | { readonly kind: 'loading'; readonly profile: string }
  | { readonly kind: 'failed'; readonly profile: string; readonly message: string }
  | { readonly kind: 'local'; readonly version: string; readonly clouds: readonly LocalCloudState[] }
  | { readonly kind: 'aws'; readonly version: string; readonly status: RuntimeStatus }

/** The rows of the view Runtime. `version` of a view is that of this Wren. */
export function runtimeRows(view: RuntimeView): readonly Row[] {
  switch (view.kind) {
    case 'loading':
      return [profileRow(view.profile), plainRow('Looking…', 'loading~spin')]
    case 'failed':
      return [profileRow(view.profile), { ...plainRow(view.message, 'warning'), tooltip: view.message }]
    case 'local':
      return [profileRow('local'), ...localRows(view.clouds)]
    case 'aws':
      return [profileRow(view.status.profile), ...awsRows(view.status, view.version)]
  }
}

function profileRow(profile: string): Row {
  return {
    label: 'Profile',
    description: profile,
    tooltip: 'Where jobs run. Click to choose another one.',
    icon: { name: profile === 'local' ? 'device-desktop' : 'cloud' },
    context: 'profile',
    isExpandable: false,
    command: { id: commandIds.selectProfile, title: 'Select Profile', arguments: [] },
  }
}

function localRows(clouds: readonly LocalCloudState[]): readonly Row[] {
  if (clouds.length === 0) return [plainRow('Local cloud', 'server', 'starts when a job needs it')]
  return clouds.map(({ endpoint, version, runningInvocations }) => ({
    ...plainRow('Local cloud', 'server', `running · Wren ${version}`),
    tooltip: `${endpoint}\n${runningInvocations ?? 'unknown'} invocations running`,
  }))
}

function awsRows({ region, accountId, isDeployed, functions }: RuntimeStatus, version: string): readonly Row[] {
  const place = plainRow('Region', 'globe', `${region} · account ${accountId}`)
  if (!isDeployed) {
    const row = plainRow('Not deployed', 'circle-slash', 'click to deploy')
    return [place, { ...row, command: { id: commandIds.deployRuntime, title: 'Deploy Runtime', arguments: [] } }]
  }
  return [
    place,
    ...functions.map(({ name, memoryMb, state, version: deployed }) => {
      const isOther = deployed !== null && deployed.version !== version
      return {
        label: name,
        description: [
          `${memoryMb} MB`,
          ...(deployed === null ? [] : [`Wren ${deployed.version}`]),
          state,
          ...(isOther ? [`this is Wren ${version}`] : []),
        ].join(' · '),
        icon: state === 'Active' ? { name: 'pass', color: 'testing.iconPassed' } : { name: 'sync' },
        context: isOther ? 'function other' : 'function',
        isExpandable: false,
      }
    }),
  ]
}

const plainRow = (label: string, icon: string, description?: string): Row => ({
  label,
  icon: { name: icon },
  isExpandable: false,
  ...(description === undefined ? {} : { description }),
})
