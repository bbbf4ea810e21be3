import { strict as assert } from 'node:assert'
import { readFile, writeFile } from 'node:fs/promises'
import * as vscode from 'vscode'
import type { WrenClient } from '../../../src/runtime-client/index.ts'
import { becomes, ended, inWorkspace, mapArgument, openClient, runJob, startJob } from './workspace.ts'

const failingItems = [4, 17, 23]

/** The text of a document that Wren makes, once it holds `part`. */
async function documentWith(part: string): Promise<string> {
  const text = (): string => vscode.window.activeTextEditor?.document.getText() ?? ''
  const editors = becomes(vscode.window.onDidChangeActiveTextEditor, text, (found) => found.includes(part))
  const changes = becomes(vscode.workspace.onDidChangeTextDocument, text, (found) => found.includes(part))
  return await Promise.race([editors, changes])
}

const wrenDiagnostics = (path: string): readonly vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(vscode.Uri.file(inWorkspace(path))).filter(({ source }) => source === 'Wren')

const diagnosticsOf = async (path: string, count: number): Promise<readonly vscode.Diagnostic[]> =>
  await becomes(
    vscode.languages.onDidChangeDiagnostics,
    () => wrenDiagnostics(path),
    ({ length }) => length === count,
  )

describe('a job', () => {
  let client: WrenClient
  let jobId: string

  before(async function () {
    this.timeout(60_000)
    client = await openClient()
    const job = await runJob(client, 'price')
    jobId = job.jobId
    assert.equal(job.state, 'done')
    assert.deepEqual({ ...job.counts }, { ...job.counts, succeeded: 27, threw: 3 })
  })

  it('shows a failing item with its input, its error on the user’s own lines, and its log', async () => {
    await vscode.commands.executeCommand('wren.openItem', jobId, 4)
    const text = await documentWith('looking at home-4')
    assert.match(text, /Item 4 threw/)
    assert.match(text, /homes\.jsonl:5/)
    assert.match(text, /TypeError: Cannot read properties of null/)
    assert.match(text, /src\/price\.ts:23:2\d/)
    assert.match(text, /"id": "home-4"/)
  })

  it('links every frame of it to its line', async () => {
    const uri = vscode.window.activeTextEditor?.document.uri
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri)
    const targets = links.map(({ target }) => target?.toString() ?? '')
    assert.ok(
      targets.some((target) => /price\.ts#(L)?23/.test(target)),
      targets.join('\n'),
    )
  })

  it('shows an item that succeeded with its value', async () => {
    await vscode.commands.executeCommand('wren.openItem', jobId, 0)
    const text = await documentWith('Item 0 succeeded')
    assert.match(text, /"price": 60000/)
  })

  it('shows the log of an invocation', async () => {
    using reader = client.openJob(jobId)
    const [invocation] = reader.invocations(0, 1)
    await vscode.commands.executeCommand('wren.openInvocation', jobId, invocation?.id)
    assert.match(await documentWith('looking at home-0'), /Request id {2}/)
  })

  it('marks the line that threw and the lines of the inputs', async () => {
    const [inCode] = await diagnosticsOf('src/price.ts', 1)
    assert.ok(inCode)
    assert.equal(inCode.range.start.line, 22)
    assert.equal(inCode.severity, vscode.DiagnosticSeverity.Error)
    assert.match(inCode.message, /^TypeError: Cannot read properties of null .* in 3 of 30 inputs$/)
    const related = inCode.relatedInformation?.map(({ location }) => location.range.start.line)
    assert.deepEqual(related, failingItems)
    const inInput = await diagnosticsOf('homes.jsonl', 3)
    assert.deepEqual(
      inInput.map(({ range }) => range.start.line).toSorted((a, b) => a - b),
      failingItems,
    )
  })

  it('offers what can be done about it', async () => {
    const uri = vscode.Uri.file(inWorkspace('src/price.ts'))
    await vscode.window.showTextDocument(uri)
    const range = new vscode.Range(22, 10, 22, 10)
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
    )
    const titles = actions.map(({ title }) => title).join('\n')
    assert.match(titles, /Open the failing item/)
    assert.match(titles, /Debug with this input/)
    assert.match(titles, /Retry failed items/)
  })

  it('runs what failed again with the code as it is now, and takes the marks away when it passes', async function () {
    this.timeout(60_000)
    const path = inWorkspace('src/price.ts')
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('home.area!', '(home.area ?? 0)'))
    await vscode.commands.executeCommand('wren.retryJob', jobId)
    const job = await ended(client, jobId)
    assert.equal(job.counts.succeeded, 30)
    await diagnosticsOf('src/price.ts', 0)
    await diagnosticsOf('homes.jsonl', 0)
    await writeFile(path, text)
  })

  it('is cancelled', async function () {
    this.timeout(60_000)
    const cancelled = await startJob(client, 'wren.map', mapArgument('patient'))
    await vscode.commands.executeCommand('wren.cancelJob', cancelled)
    const { state, counts, total } = await ended(client, cancelled)
    assert.equal(state, 'cancelled')
    // Those at work when it came end as they like.
    assert.ok(counts.cancelled > 0)
    if (total !== null)
      assert.equal(
        Object.values(counts).reduce((sum, count) => sum + count, 0),
        total,
      )
  })

  it('runs a sample of ten', async () => {
    const sampled = await ended(client, await startJob(client, 'wren.sampleMap', mapArgument('rooms')))
    assert.equal(sampled.total, 10)
    assert.equal(sampled.counts.succeeded, 10)
  })
})
