/** The commands that package.json declares: in the palette, in menus, on keys. */
export const commandIds = {
  map: 'wren.map',
  sampleMap: 'wren.sampleMap',
  mapWithOptions: 'wren.mapWithOptions',
  cancelJob: 'wren.cancelJob',
  retryJob: 'wren.retryJob',
  openResults: 'wren.openResults',
  openLog: 'wren.openLog',
  searchLogs: 'wren.searchLogs',
  debugInput: 'wren.debugInput',
  clearDiagnostics: 'wren.clearDiagnostics',
  revealFunction: 'wren.revealFunction',
  removeJob: 'wren.removeJob',
  copyJobId: 'wren.copyJobId',
  deployRuntime: 'wren.deployRuntime',
  removeRuntime: 'wren.removeRuntime',
  selectProfile: 'wren.selectProfile',
  refresh: 'wren.refresh',
} as const

/** A command that package.json declares. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds]

/** Commands that only rows, links and buttons call, with the arguments that stand beside each. */
export const linkCommandIds = {
  /** (jobId, index): the document of an item. */
  openItem: 'wren.openItem',
  /** (jobId, invocationId): the full log of an invocation. */
  openInvocation: 'wren.openInvocation',
  /** (jobId): the page about a job. */
  openJobPanel: 'wren.openJobPanel',
  /** (jobId, index): runs the item on this machine under the debugger. */
  debugItem: 'wren.debugItem',
  /** (): what a click on the selected row of the view of jobs does. */
  openRow: 'wren.openRow',
  /** (node): shows one page more of a tree node's children. */
  showMore: 'wren.showMore',
} as const

/** Ids of the views that package.json declares. */
export const viewIds = { container: 'wren', jobs: 'wren.jobs', runtime: 'wren.runtime' } as const
