/**
 * A value on the wire. `json` where JSON is lossless, else `devalue` text. A value over the inline limit lies in S3:
 * the object holds the JSON or devalue text in UTF-8. A result of `undefined` has no WireValue at all.
 */
export type WireValue =
  | { readonly form: 'json'; readonly json: unknown }
  | { readonly form: 'devalue'; readonly text: string }
  | StoredWireValue

/** A value that lies in the bucket; `bytes` and `sha256` (lower-case hex) are those of its text in UTF-8. */
export interface StoredWireValue {
  readonly form: 'stored'
  readonly of: 'json' | 'devalue'
  readonly key: string
  readonly bytes: number
  readonly sha256: string
}
