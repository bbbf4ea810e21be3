const vscode = require('vscode')

const marks = []

const items = {
  getTreeItem: (element) => {
    const item = new vscode.TreeItem(
      element,
      element === 'Parent' ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    )
    item.description = `about ${element}`
    item.command = { command: 'rigSample.opened', title: 'Opened', arguments: [element] }
    return item
  },
  getChildren: (element) => {
    if (element === undefined) return ['Parent', 'Single']
    return element === 'Parent' ? ['Child one', 'Child two'] : []
  },
}

const lenses = {
  provideCodeLenses: (document) =>
    [...document.getText().matchAll(/export function (\w+)/g)].map((match) => {
      const position = document.positionAt(match.index)
      const command = { command: 'rigSample.opened', title: `Run ${match[1]}`, arguments: [match[1]] }
      return new vscode.CodeLens(new vscode.Range(position, position), command)
    }),
}

const page = (word) => `<!DOCTYPE html><html><body><h1>${word}</h1><button>Press</button>
<script>
  const api = acquireVsCodeApi()
  document.querySelector('button').addEventListener('click', () => api.postMessage('pressed'))
</script></body></html>`

exports.activate = (context) => {
  const diagnostics = vscode.languages.createDiagnosticCollection('rig sample')
  const check = (document) => {
    const at = document.getText().indexOf('throw')
    if (at < 0) return
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 'throw'.length))
    diagnostics.set(document.uri, [new vscode.Diagnostic(range, 'It throws here')])
  }
  vscode.workspace.textDocuments.forEach(check)
  const say = (text) => void vscode.window.showInformationMessage(text)
  const fill = (webview, word) => {
    webview.options = { enableScripts: true }
    webview.html = page(word)
    webview.onDidReceiveMessage((message) => say(`${word} ${message}`))
  }
  context.subscriptions.push(
    diagnostics,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.languages.registerCodeLensProvider({ language: 'typescript' }, lenses),
    vscode.window.registerTreeDataProvider('rigSample.items', items),
    vscode.window.registerWebviewViewProvider('rigSample.view', {
      resolveWebviewView: (view) => fill(view.webview, 'Sidebar'),
    }),
    vscode.commands.registerCommand('rigSample.opened', (what) => say(`Opened ${what}`)),
    vscode.commands.registerCommand('rigSample.greet', () => {
      say('Hello from the rig')
      return 'greeted'
    }),
    vscode.commands.registerCommand('rigSample.pick', async () => {
      const fruit = await vscode.window.showQuickPick(['Apple', 'Banana', 'Cherry'])
      if (fruit) say(`Picked ${fruit}`)
    }),
    vscode.commands.registerCommand('rigSample.ask', async () => {
      const name = await vscode.window.showInputBox({ validateInput: (text) => (text === 'no' ? 'Not that one' : '') })
      if (name) say(`Named ${name}`)
    }),
    vscode.commands.registerCommand('rigSample.mark', (element) => {
      marks.push(element)
      say(`Marked ${marks.join(', ')}`)
    }),
    vscode.commands.registerCommand('rigSample.panel', () => {
      const panel = vscode.window.createWebviewPanel('rigSample', 'Sample Panel', vscode.ViewColumn.One)
      fill(panel.webview, 'Panel')
    }),
  )
}
