import type { RemoteError } from '#protocol/remoteError'
import type { DocumentWriter } from './documentWriter.ts'
import { linkPlaces } from './linkPlaces.ts'
import { prettyJson } from './prettyJson.ts'

const deepestCause = 20

/** Writes an error with its causes: the stack with every frame a link, then the error's own fields. */
export function renderError(writer: DocumentWriter, error: RemoteError, shownPath: (path: string) => string): void {
  renderOne(writer, 'Exception', error, shownPath)
  let { cause } = error
  for (let depth = 0; cause !== undefined && depth < deepestCause; depth++) {
    renderOne(writer, 'Caused by', cause, shownPath)
    ;({ cause } = cause)
  }
}

function renderOne(
  writer: DocumentWriter,
  title: string,
  error: RemoteError,
  shownPath: (path: string) => string,
): void {
  const [firstLine = ''] = error.message.split('\n', 1)
  const detail = firstLine === '' ? error.name : `${error.name}: ${firstLine}`
  const errors = aggregatedErrors(error)
  writer.section({ kind: 'part', title, detail }, [title], () => {
    renderStack(writer, error, '  ', shownPath)
    const fields = Object.entries(error.fields ?? {}).filter(([name]) => name !== 'errors' || errors.length === 0)
    if (fields.length > 0) {
      writer.line()
      writer.line('  with')
      writer.text(prettyJson(Object.fromEntries(fields)), '  ')
    }
    if ('thrown' in error) {
      writer.line()
      writer.line('  thrown')
      writer.text(prettyJson(error.thrown), '  ')
    }
    writer.line()
  })
  errors.forEach((one, position) => renderOne(writer, `Error ${position + 1} of ${errors.length}`, one, shownPath))
}

/** Writes an error's name, message and stack, with every frame a link. */
export function renderStack(
  writer: DocumentWriter,
  { name, message, stack }: RemoteError,
  indent: string,
  shownPath: (path: string) => string,
): void {
  const text = stack === undefined || stack === '' ? `${name}: ${message}` : stack
  for (const line of text.split('\n')) writer.line(indent, ...linkPlaces(line, shownPath))
}

/** The errors of an AggregateError travel as a field. */
function aggregatedErrors({ fields }: RemoteError): readonly RemoteError[] {
  const errors: unknown = fields?.['errors']
  return Array.isArray(errors) && errors.every(isRemoteError) ? errors : []
}

const isRemoteError = (value: unknown): value is RemoteError =>
  typeof value === 'object' && value !== null && 'name' in value && 'message' in value && 'kind' in value
