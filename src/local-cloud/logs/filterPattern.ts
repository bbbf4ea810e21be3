import { parseRecord, recordField } from '../fields.ts'

/**
 * Makes the test that a CloudWatch Logs filter pattern stands for: terms that must all occur (quoted or plain, `?` for
 * any of several, `-` for none), or `{ $.field = "value" }` on JSON messages, joined with `&&` or `||`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilterPattern(pattern: string): (message: string) => boolean {
  const trimmed = pattern.trim()
  if (trimmed === '') return () => true
  return trimmed.startsWith('{') ? compileJsonPattern(trimmed.slice(1, -1)) : compileTerms(trimmed)
}

function compileTerms(pattern: string): (message: string) => boolean {
  const terms = [...pattern.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, mark, quoted, plain]) => ({
    mark,
    text: quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '',
  }))
  const textsOf = (mark: string): readonly string[] =>
    terms.filter((term) => term.mark === mark).map((term) => term.text)
  const [all, any, none] = [textsOf(''), textsOf('?'), textsOf('-')]
  return (message) =>
    all.every((text) => message.includes(text)) &&
    (any.length === 0 || any.some((text) => message.includes(text))) &&
    !none.some((text) => message.includes(text))
}

function compileJsonPattern(body: string): (message: string) => boolean {
  const alternatives = body.split('||').map((part) => part.split('&&').map(compileComparison))
  return (message) => {
    const record = parseRecord(message)
    return record !== undefined && alternatives.some((tests) => tests.every((test) => test(record)))
  }
}

type Fields = Readonly<Record<string, unknown>>

function compileComparison(text: string): (record: Fields) => boolean {
  const match = /^[\s(]*\$\.([\w.@-]+)\s*(=|!=|<=|>=|<|>)\s*(?:"([^"]*)"|([^\s")]+))[\s)]*$/.exec(text)
  if (match === null) return () => false
  const [, path = '', operator = '=', quoted, plain = ''] = match
  const wanted = quoted ?? plain
  const isWild = wanted.includes('*')
  const [before = '', after = ''] = wanted.split('*')
  return (record) => {
    const value = readPath(record, path)
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return operator === '!='
    const actual = String(value)
    const equal = isWild ? actual.startsWith(before) && actual.endsWith(after) : actual === wanted
    switch (operator) {
      case '=':
        return equal
      case '!=':
        return !equal
      case '<':
        return Number(value) < Number(wanted)
      case '<=':
        return Number(value) <= Number(wanted)
      case '>':
        return Number(value) > Number(wanted)
      default:
        return Number(value) >= Number(wanted)
    }
  }
}

function readPath(record: Fields, path: string): unknown {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let current: Fields | undefined = record
  for (const name of names) current = current === undefined ? undefined : recordField(current, name)
  return current?.[last]
}
