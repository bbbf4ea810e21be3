import { commonJsExports } from './commonJsExports.ts'
import { declarationsOf, kindOf, locate } from './declarations.ts'
import type { Declarations, ExportKind, Located, NamedExport } from './declarations.ts'
import { parseStatements } from './parseStatements.ts'
import type { Statement } from './parseStatements.ts'

/** One name that a module exports, and where it is declared. */
export interface ModuleExport {
  /** `default` for the default export and for what `module.exports` is assigned. */
  readonly name: string
  readonly kind: ExportKind
  /** Lines and columns count from 1; the end is the column after the last character. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/**
 * Lists what the text of a module exports by name, in its order; `export *` is not followed. A syntax error hides no
 * more than the statement it is in.
 */
export function moduleExports(text: string, fileName: string): readonly ModuleExport[] {
  const statements = parseStatements(text, fileName)
  const declarations = new Map(statements.flatMap(declarationsOf))
  const found = new Map<string, ModuleExport>()
  for (const statement of statements) {
    for (const { name, kind, at } of exportsOf(statement, declarations)) {
      const known = found.get(name)
      const place = placeOf(at)
      if (known === undefined) found.set(name, { name, kind, ...place })
      // The overloads of a function come before its body; its first line is where a reader looks for it.
      else found.set(name, { ...place, name, kind, line: known.line, column: known.column })
    }
  }
  return [...found.values()]
}

function exportsOf(statement: Statement, declarations: Declarations): readonly NamedExport[] {
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      return namedExports(statement, declarations)
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement
      return [
        { name: 'default', kind: kindOf(declaration, declarations), at: locate(declaration, declarations, statement) },
      ]
    }
    case 'TSExportAssignment':
      return [
        {
          name: 'default',
          kind: kindOf(statement.expression, declarations),
          at: locate(statement.expression, declarations, statement),
        },
      ]
    case 'ExpressionStatement':
      return commonJsExports(statement.expression, declarations)
    default:
      return []
  }
}

function namedExports(
  statement: Extract<Statement, { type: 'ExportNamedDeclaration' }>,
  declarations: Declarations,
): readonly NamedExport[] {
  if (statement.declaration) {
    return declarationsOf(statement.declaration).map(([name, { kind }]) => ({ name, kind, at: statement }))
  }
  return statement.specifiers.map((specifier) => {
    const { exported } = specifier
    const name = exported.type === 'Identifier' ? exported.name : exported.value
    const isType =
      statement.exportKind === 'type' || (specifier.type === 'ExportSpecifier' && specifier.exportKind === 'type')
    if (isType) return { name, kind: 'type', at: specifier }
    const local = statement.source || specifier.type !== 'ExportSpecifier' ? null : specifier.local
    const declaration = local?.type === 'Identifier' ? declarations.get(local.name) : undefined
    return { kind: 'unknown', at: specifier, ...declaration, name }
  })
}

function placeOf({ loc }: Located): Omit<ModuleExport, 'name' | 'kind'> {
  return {
    line: loc?.start.line ?? 1,
    column: (loc?.start.column ?? 0) + 1,
    endLine: loc?.end.line ?? 1,
    endColumn: (loc?.end.column ?? 0) + 1,
  }
}
