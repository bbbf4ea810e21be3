import { parse } from '@babel/parser'

/** A statement at the top of a module. */
export type Statement = ReturnType<typeof parse>['program']['body'][number]
/** What a statement can hold as a value. */
export type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression']

/**
 * The statements at the top of a module's text, TypeScript or JavaScript by the file's name. Where the text as a whole
 * has a syntax error, each top-level statement is read for itself and the broken one is left out.
 */
export function parseStatements(text: string, fileName: string): readonly Statement[] {
  try {
    return parseText(text, fileName, 1)
  } catch {
    return splitStatements(text).flatMap((part) => {
      try {
        return parseText(part.text, fileName, part.startLine)
      } catch {
        return headOnly(part.text, fileName, part.startLine)
      }
    })
  }
}

function parseText(text: string, fileName: string, startLine: number): readonly Statement[] {
  const isTypeScript = /\.[cm]?tsx?$/.test(fileName)
  // `<T>value` is a cast in .ts and an element in .tsx; plain JavaScript files hold JSX often enough.
  const hasJsx = !/\.[cm]?ts$/.test(fileName)
  return parse(text, {
    sourceType: 'unambiguous',
    errorRecovery: true,
    startLine,
    startColumn: 0,
    startIndex: 0,
    allowReturnOutsideFunction: true,
    plugins: [
      ...(isTypeScript ? (['typescript'] as const) : []),
      ...(hasJsx ? (['jsx'] as const) : []),
      'decorators-legacy',
    ],
  }).program.body
}

/** A keyword at the start of a line is taken to begin a statement of the module itself. */
const statementStart =
  /^(?:export|import|(?:async\s+)?function|(?:abstract\s+)?class|const|let|var|type|interface|enum|declare|module\.exports|exports\.)(?![\w$])/gm

function splitStatements(text: string): readonly { readonly text: string; readonly startLine: number }[] {
  const starts = [...text.matchAll(statementStart)].map((match) => match.index)
  return starts.map((start, position) => ({
    text: text.slice(start, starts[position + 1]),
    startLine: text.slice(0, start).split('\n').length,
  }))
}

/** Of a function with a broken body its first line still tells the name. */
function headOnly(text: string, fileName: string, startLine: number): readonly Statement[] {
  const head = /^export\s+(?:default\s+)?(?:async\s+)?function\s*\*?\s*[\p{ID_Continue}$]*/u.exec(text)?.[0]
  return head === undefined ? [] : parseText(`${head}() {}`, fileName, startLine)
}
