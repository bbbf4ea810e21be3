import type { UserEnvironment } from '#protocol/invocation'

/** Where tools find their configuration; on the user's own machine the user's code sees the user's. */
const homeNames = ['HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME', 'PATH']

/**
 * The environment of the user's code. On AWS it is the function's own plus `--env`. In the local cloud the function's
 * AWS variables lead to the local cloud, which is not where the user's code means to go: they give way to those of the
 * process that runs the job, so that a call to AWS goes where the user's own profile says.
 */
export function userEnvironment(
  isLocal: boolean,
  own: NodeJS.ProcessEnv,
  env: Readonly<Record<string, string>>,
): UserEnvironment {
  if (!isLocal) return { unset: [], set: env }
  const set: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (name.startsWith('AWS_') || homeNames.includes(name))) set[name] = value
  }
  return { unset: ['AWS_*', '_HANDLER', 'LAMBDA_*', '_X_AMZN_TRACE_ID'], set: { ...set, ...env } }
}
