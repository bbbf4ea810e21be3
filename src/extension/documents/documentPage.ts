import type { Disposes, Listen } from '../emitter.ts'
import type { RenderedDocument } from './renderedDocument.ts'

/** What is behind one open document. It works from when it is made until it is disposed of. */
export interface DocumentPage extends Disposes {
  /** Says that `render` would give something else by now. */
  readonly onDidChange: Listen<void>
  /** The document as it is now; what it rejects with is shown in its place. */
  render(): Promise<RenderedDocument>
}
