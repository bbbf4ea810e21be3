import type { DocumentAction, DocumentLink, DocumentSection, LinkTarget, RenderedDocument } from './renderedDocument.ts'

/** A part of a line: plain text, or text that leads somewhere. */
export type LinePart = string | { readonly text: string; readonly target: LinkTarget }

/** Writes a document line by line and keeps where its links and sections are. */
export class DocumentWriter {
  readonly #lines: string[] = []
  readonly #sections: DocumentSection[] = []
  readonly #links: DocumentLink[] = []
  readonly #actions: DocumentAction[] = []

  get lineCount(): number {
    return this.#lines.length
  }

  /** Writes one line; the text of a part must not break it. */
  line(...parts: readonly LinePart[]): void {
    let text = ''
    for (const part of parts) {
      if (typeof part !== 'string') {
        const link = { line: this.#lines.length, start: text.length, end: text.length + part.text.length }
        this.#links.push({ ...link, target: part.target })
      }
      text += typeof part === 'string' ? part : part.text
    }
    this.#lines.push(text)
  }

  /** Writes a text of any number of lines. */
  text(text: string, indent: string): void {
    for (const line of text.split(/\r\n|[\n\r]/)) this.line(line === '' ? '' : indent + line)
  }

  /** Writes a heading and what folds below it. */
  section(head: Omit<DocumentSection, 'firstLine' | 'lastLine'>, heading: readonly LinePart[], body: () => void): void {
    const firstLine = this.#lines.length
    this.line(...heading)
    body()
    this.#sections.push({ ...head, firstLine, lastLine: this.#lines.length - 1 })
  }

  action(action: DocumentAction): void {
    this.#actions.push(action)
  }

  end(): RenderedDocument {
    return { text: this.#lines.join('\n'), sections: this.#sections, links: this.#links, actions: this.#actions }
  }
}
