import type { AwsError } from '../front/awsError.ts'
import type { ServiceReply } from '../front/serviceRequest.ts'

/** A value of a reply in AWS's Query protocol: text, a structure, or a list (its entries become `member`s). */
export type QueryValue = string | number | boolean | readonly QueryValue[] | { readonly [name: string]: QueryValue }

/** A reply of an operation in AWS's Query protocol. */
export function queryReply(
  namespace: string,
  operation: string,
  result: QueryValue | null,
  requestId: string,
): ServiceReply {
  const inner = result === null ? '' : `<${operation}Result>${render(result)}</${operation}Result>`
  return xml(
    200,
    `<${operation}Response xmlns="${namespace}">${inner}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
  )
}

/** An error in AWS's Query protocol. */
export function queryError(error: AwsError, requestId: string): ServiceReply {
  const fault = error.status < 500 ? 'Sender' : 'Receiver'
  const detail = render({ Type: fault, Code: error.code, Message: error.message })
  return xml(error.status, `<ErrorResponse><Error>${detail}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`)
}

/** Text as it stands in XML. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function xml(status: number, body: string): ServiceReply {
  return { status, headers: { 'content-type': 'text/xml' }, body }
}

function render(value: QueryValue): string {
  if (typeof value !== 'object') return escapeXml(String(value))
  if (isList(value)) return value.map((entry) => `<member>${render(entry)}</member>`).join('')
  return Object.entries(value)
    .map(([name, entry]) => `<${name}>${render(entry)}</${name}>`)
    .join('')
}

function isList(value: QueryValue): value is readonly QueryValue[] {
  return Array.isArray(value)
}
