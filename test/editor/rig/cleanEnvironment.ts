/** Variables of an editor, npm or Node around us that would change what a fresh editor does. */
const foreign = /^(VSCODE_(?!TEST_)|ELECTRON_|npm_|NODE_OPTIONS$|XDG_)/

/** The environment without what the surrounding editor or npm left in it (`VSCODE_TEST_*` stays). */
export function cleanEnvironment(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !foreign.test(name)))
}
