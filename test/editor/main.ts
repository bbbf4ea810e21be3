// Every test that needs an editor: inside a real extension host, and, on Linux x64, in a browser against it.
// `node test/editor/main.ts [--counts=<file>] [--ui | --in-editor] [part of a title]`, from a checkout that is built.
import { installEditor } from './rig/installEditor.ts'

await installEditor()
const { runEditorTests } = await import('./runEditorTests.ts')
await runEditorTests(process.argv.slice(2))
