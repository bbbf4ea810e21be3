/** A read-only document with what the editor shows around its text. Lines and columns count from 0. */
export interface RenderedDocument {
  readonly text: string
  /** What folds and what the outline lists, in order; sections do not overlap. */
  readonly sections: readonly DocumentSection[]
  readonly links: readonly DocumentLink[]
  /** Shown above the first line. */
  readonly actions: readonly DocumentAction[]
}

/** A heading and what belongs to it. */
export interface DocumentSection {
  readonly kind: 'part' | 'item'
  readonly title: string
  readonly detail: string
  readonly firstLine: number
  readonly lastLine: number
}

/** A part of a line that leads somewhere. */
export interface DocumentLink {
  readonly line: number
  readonly start: number
  readonly end: number
  readonly target: LinkTarget
}

/** Where a link leads. Line and column of a file count from 1. */
export type LinkTarget =
  | { readonly kind: 'file'; readonly path: string; readonly line: number; readonly column: number }
  | { readonly kind: 'command'; readonly command: string; readonly arguments: readonly unknown[] }
  | { readonly kind: 'url'; readonly url: string }

/** A button of a document. */
export interface DocumentAction {
  readonly title: string
  readonly command: string
  readonly arguments: readonly unknown[]
}
