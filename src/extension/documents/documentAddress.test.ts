import { expect, it } from 'vitest'
import { type DocumentAddress, documentAddress, documentUri } from './documentAddress.ts'

it.each<DocumentAddress>([
  { kind: 'item', jobId: '261123-041725-x3k7', index: 0 },
  { kind: 'item', jobId: '261123-041725-x3k7', index: 99_999 },
  { kind: 'invocation', jobId: '261123-041725-x3k7', invocationId: 12 },
  { kind: 'search', jobId: '261123-041725-x3k7', searched: '/a b\\/c?#%20/i and much more than fits into a title' },
  { kind: 'search', jobId: '261123-041725-x3k7', searched: ' ' },
])('finds its way back from the URI of %j', (address) => {
  expect(documentAddress(documentUri(address))).toEqual(address)
})

it.each([
  { scheme: 'file', path: '/wren-job/1/Item 3', query: '' },
  { scheme: 'wren-item', path: '/wren-job/1/Invocation 3', query: '' },
  { scheme: 'wren-log', path: '/wren-job/1/Item 3', query: '' },
  { scheme: 'wren-item', path: '/wren-job/1/Item x', query: '' },
  { scheme: 'wren-item', path: '/other/1/Item 3', query: '' },
])('takes %j for none of its own', (uri) => {
  expect(documentAddress(uri)).toBeNull()
})
