import type { JobReader } from '#runtime-client'

/** How a node looks, without the editor's own types. */
export interface Row {
  readonly label: string
  readonly description?: string
  /** Plain text. */
  readonly tooltip?: string
  /** A codicon and, where it has one, its theme colour. */
  readonly icon?: { readonly name: string; readonly color?: string }
  /** Words that menus ask for in `viewItem`. */
  readonly context?: string
  readonly isExpandable: boolean
  /** What a click does. */
  readonly command?: { readonly id: string; readonly title: string; readonly arguments: readonly unknown[] }
}

/** Something in the tree of jobs. Its id stays the same over refreshes, so that what is unfolded stays unfolded. */
export interface TreeNode {
  readonly id: string
  readonly jobId: string | null
  readonly parent: TreeNode | null
  row(): Row
  children(): Promise<readonly TreeNode[]>
}

/** The pages of a job that nodes read. */
export type JobPages = Pick<JobReader, 'errorGroups' | 'items' | 'invocations'>

/** What nodes need in order to find their children. */
export interface TreeReading {
  /** Reads from a job's index; what `read` is given is closed once it returns. */
  readPages<Result>(jobId: string, read: (pages: JobPages) => Result): Promise<Result>
  /** How many pages of a node's children are to be shown. */
  pagesShown(nodeId: string): number
}

/** Children on one page. */
export const pageSize = 200
