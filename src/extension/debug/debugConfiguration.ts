import type { DebugLaunch } from '#runtime-client'

/** A launch configuration of the editor's JavaScript debugger, the parts of it that Wren sets. */
export interface NodeDebugConfiguration {
  readonly [key: string]: unknown
  readonly type: 'node'
  readonly request: 'launch'
  readonly name: string
}

/**
 * How the debugger runs an item: by this very Node, also where that is the editor's Electron. Packaged Electron takes
 * no `--require` by NODE_OPTIONS, which is how the debugger gets into a process by default; `attachSimplePort: 0` lets
 * it attach to a free port in its place.
 */
export function debugConfiguration(
  { program, args, cwd, env, bundleFolder }: DebugLaunch,
  name: string,
  { execPath, versions }: { readonly execPath: string; readonly versions: { readonly node: string } },
): NodeDebugConfiguration {
  return {
    type: 'node',
    request: 'launch',
    name,
    program,
    args,
    cwd,
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    runtimeExecutable: execPath,
    nodeVersionHint: Number(versions.node.split('.')[0]),
    // So that stacks are printed as they are in the user's own source.
    runtimeArgs: ['--enable-source-maps'],
    attachSimplePort: 0,
    sourceMaps: true,
    outFiles: [`${bundleFolder.replaceAll('\\', '/')}/*.mjs`],
    // The bundle lies outside of the workspace, where source maps are not read unless it is said.
    resolveSourceMapLocations: [`${bundleFolder.replaceAll('\\', '/')}/**`],
    skipFiles: ['<node_internals>/**', program],
    console: 'internalConsole',
    internalConsoleOptions: 'openOnSessionStart',
  }
}
