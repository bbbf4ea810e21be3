import * as vscode from 'vscode'
import { DisposableStore } from '../disposableStore.ts'
import type { Disposes } from '../emitter.ts'
import { errorView } from '../errorView.ts'
import type { DocumentPage } from './documentPage.ts'
import { documentSchemes } from './documentAddress.ts'
import type { RenderedDocument } from './renderedDocument.ts'
import { toEditorLink } from './toEditorLink.ts'

/** Tells a page for a URI; null where it is none of Wren's. */
export type OpenPage = (uri: vscode.Uri) => DocumentPage | null

interface OpenDocument {
  readonly page: DocumentPage
  readonly subscription: Disposes
  rendered: RenderedDocument
}

const nothing: RenderedDocument = { text: '', sections: [], links: [], actions: [] }

/**
 * Shows pages as read-only documents with links, folding, an outline and buttons above the first line. A page lives as
 * long as a tab shows it.
 */
export class VirtualDocuments
  implements
    vscode.TextDocumentContentProvider,
    vscode.DocumentLinkProvider,
    vscode.FoldingRangeProvider,
    vscode.DocumentSymbolProvider,
    vscode.CodeLensProvider,
    vscode.Disposable
{
  readonly #openPage: OpenPage
  readonly #open = new Map<string, OpenDocument>()
  readonly #owned = new DisposableStore()
  readonly #changes = this.#owned.add(new vscode.EventEmitter<vscode.Uri>())
  readonly #lensChanges = this.#owned.add(new vscode.EventEmitter<void>())
  readonly onDidChange = this.#changes.event
  readonly onDidChangeCodeLenses = this.#lensChanges.event

  constructor(openPage: OpenPage) {
    this.#openPage = openPage
    const schemes: readonly string[] = Object.values(documentSchemes)
    const selector = schemes.map((scheme) => ({ scheme }))
    for (const scheme of schemes) {
      this.#owned.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this))
    }
    this.#owned.add(vscode.languages.registerDocumentLinkProvider(selector, this))
    this.#owned.add(vscode.languages.registerFoldingRangeProvider(selector, this))
    this.#owned.add(vscode.languages.registerDocumentSymbolProvider(selector, this, { label: 'Wren' }))
    this.#owned.add(vscode.languages.registerCodeLensProvider(selector, this))
    this.#owned.add(vscode.window.tabGroups.onDidChangeTabs(({ closed }) => this.#forgetClosed(closed)))
    // A text that the editor still had from an earlier tab comes up as it was: it has to be asked for anew.
    this.#owned.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        const uri = editor?.document.uri
        if (uri !== undefined && schemes.includes(uri.scheme) && !this.#open.has(uri.toString()))
          this.#changes.fire(uri)
      }),
    )
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    try {
      const document = this.#documentOf(uri)
      if (document === null) return `There is no such document: ${uri.toString(true)}`
      document.rendered = nothing
      document.rendered = await document.page.render()
      this.#lensChanges.fire()
      return document.rendered.text
    } catch (error) {
      return errorView(error).message
    }
  }

  provideDocumentLinks({ uri }: vscode.TextDocument): vscode.DocumentLink[] {
    return this.#rendered(uri).links.map(({ line, start, end, target }) => {
      return new vscode.DocumentLink(new vscode.Range(line, start, line, end), toEditorLink(target))
    })
  }

  provideFoldingRanges({ uri }: vscode.TextDocument): vscode.FoldingRange[] {
    const ranges = this.#rendered(uri).sections.filter(({ firstLine, lastLine }) => lastLine > firstLine)
    return ranges.map(({ firstLine, lastLine }) => {
      return new vscode.FoldingRange(firstLine, lastLine, vscode.FoldingRangeKind.Region)
    })
  }

  provideDocumentSymbols({ uri }: vscode.TextDocument): vscode.DocumentSymbol[] {
    return this.#rendered(uri).sections.map(({ kind, title, detail, firstLine, lastLine }) => {
      const icon = kind === 'item' ? vscode.SymbolKind.Event : vscode.SymbolKind.Object
      const whole = new vscode.Range(firstLine, 0, lastLine + 1, 0)
      return new vscode.DocumentSymbol(title, detail, icon, whole, new vscode.Range(firstLine, 0, firstLine, 0))
    })
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0)
    return this.#rendered(uri).actions.map(({ title, command, arguments: given }) => {
      return new vscode.CodeLens(top, { title, command, arguments: [...given] })
    })
  }

  dispose(): void {
    for (const { page, subscription } of this.#open.values()) {
      subscription.dispose()
      page.dispose()
    }
    this.#open.clear()
    this.#owned.dispose()
  }

  #rendered(uri: vscode.Uri): RenderedDocument {
    return this.#open.get(uri.toString())?.rendered ?? nothing
  }

  #documentOf(uri: vscode.Uri): OpenDocument | null {
    const known = this.#open.get(uri.toString())
    if (known !== undefined) return known
    const page = this.#openPage(uri)
    if (page === null) return null
    const document = { page, subscription: page.onDidChange(() => this.#changes.fire(uri)), rendered: nothing }
    this.#open.set(uri.toString(), document)
    return document
  }

  #forgetClosed(closed: readonly vscode.Tab[]): void {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
    const shown = new Set(tabs.map((tab) => uriOf(tab)?.toString()))
    for (const tab of closed) {
      const key = uriOf(tab)?.toString()
      const document = key === undefined ? undefined : this.#open.get(key)
      if (key === undefined || document === undefined || shown.has(key)) continue
      this.#open.delete(key)
      document.subscription.dispose()
      document.page.dispose()
    }
  }
}

const uriOf = ({ input }: vscode.Tab): vscode.Uri | undefined =>
  input instanceof vscode.TabInputText ? input.uri : undefined
