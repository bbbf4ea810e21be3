/** What a document of Wren shows. */
export type DocumentAddress =
  | { readonly kind: 'item'; readonly jobId: string; readonly index: number }
  | { readonly kind: 'invocation'; readonly jobId: string; readonly invocationId: number }
  | { readonly kind: 'search'; readonly jobId: string; readonly searched: string }

/** The parts of a URI. The path's last part is the document's title; its folder tells the language, see package.json. */
export interface DocumentUri {
  readonly scheme: string
  readonly path: string
  readonly query: string
}

/** The schemes of all documents. */
export const documentSchemes = { item: 'wren-item', invocation: 'wren-log', search: 'wren-search' } as const

/** The URI of a document: the same for the same address, so that it is opened once. */
export function documentUri(address: DocumentAddress): DocumentUri {
  const uri = (title: string, query: string): DocumentUri => ({
    scheme: documentSchemes[address.kind],
    path: `/wren-job/${address.jobId}/${title}`,
    query,
  })
  switch (address.kind) {
    case 'item':
      return uri(`Item ${address.index}`, '')
    case 'invocation':
      return uri(`Invocation ${address.invocationId}`, '')
    case 'search':
      // What is searched for may hold anything; the title only resembles it.
      return uri(
        `Search ${address.searched
          .replaceAll(/[\\/\s]+/g, ' ')
          .trim()
          .slice(0, 30)}`,
        address.searched,
      )
  }
}

/** What a URI stands for; null where it is none of Wren's. */
export function documentAddress({ scheme, path, query }: DocumentUri): DocumentAddress | null {
  const [, jobId, title = ''] = /^\/wren-job\/([^/]+)\/(.+)$/.exec(path) ?? []
  if (jobId === undefined) return null
  if (scheme === documentSchemes.search) return { kind: 'search', jobId, searched: query }
  const [, word, digits] = /^(Item|Invocation) (\d+)$/.exec(title) ?? []
  if (digits === undefined) return null
  if (scheme === documentSchemes.item && word === 'Item') return { kind: 'item', jobId, index: Number(digits) }
  if (scheme === documentSchemes.invocation && word === 'Invocation') {
    return { kind: 'invocation', jobId, invocationId: Number(digits) }
  }
  return null
}
