import type { Expression, Statement } from './parseStatements.ts'

/** `unknown` where it takes running the module to tell, such as what a call returns or another module passes on. */
export type ExportKind = 'function' | 'class' | 'data' | 'type' | 'unknown'

/** A piece of syntax with its place. */
export interface Located {
  readonly loc?: Statement['loc']
}

/** What a name at the top of a module stands for. */
export interface Declaration {
  readonly kind: ExportKind
  readonly at: Located
}

/** By name. */
export type Declarations = ReadonlyMap<string, Declaration>

/** An exported name with the piece of syntax that a reader looks for under it. */
export interface NamedExport {
  readonly name: string
  readonly kind: ExportKind
  readonly at: Located
}

/** What can stand behind `export default` or an assignment. */
export type ExportedValue =
  | Expression
  | Extract<Statement, { type: 'ExportDefaultDeclaration' }>['declaration']
  | Extract<
      Extract<Expression, { type: 'ObjectExpression' }>['properties'][number],
      { type: 'ObjectProperty' }
    >['value']

/** The names that a statement declares, also behind `export`. A name with overloads comes several times. */
export function declarationsOf(statement: Statement): readonly (readonly [string, Declaration])[] {
  const at = statement
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      return statement.declaration ? declarationsOf(statement.declaration) : []
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return statement.id ? [[statement.id.name, { kind: 'function', at }]] : []
    case 'ClassDeclaration':
      return statement.id ? [[statement.id.name, { kind: 'class', at }]] : []
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [[statement.id.name, { kind: 'type', at }]]
    case 'TSEnumDeclaration':
      return [[statement.id.name, { kind: 'data', at }]]
    case 'VariableDeclaration':
      return statement.declarations.flatMap(({ id, init }): readonly (readonly [string, Declaration])[] => {
        if (id.type === 'Identifier') return [[id.name, { kind: init ? kindOf(init, new Map()) : 'unknown', at }]]
        if (id.type !== 'ObjectPattern') return []
        return id.properties.flatMap((property) =>
          property.type === 'ObjectProperty' && property.value.type === 'Identifier'
            ? [[property.value.name, { kind: 'unknown', at }] as const]
            : [],
        )
      })
    default:
      return []
  }
}

const functionTypes = new Set<string>([
  'FunctionDeclaration',
  'TSDeclareFunction',
  'FunctionExpression',
  'ArrowFunctionExpression',
] satisfies ExportedValue['type'][])

const dataTypes = new Set<string>([
  'StringLiteral',
  'NumericLiteral',
  'BooleanLiteral',
  'NullLiteral',
  'BigIntLiteral',
  'RegExpLiteral',
  'TemplateLiteral',
  'ArrayExpression',
  'ObjectExpression',
] satisfies ExportedValue['type'][])

/** What a value is, as far as its syntax tells. */
export function kindOf(value: ExportedValue, declarations: Declarations): ExportKind {
  if (functionTypes.has(value.type)) return 'function'
  if (dataTypes.has(value.type)) return 'data'
  switch (value.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
      return 'class'
    case 'TSInterfaceDeclaration':
      return 'type'
    case 'Identifier':
      return declarations.get(value.name)?.kind ?? 'unknown'
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return kindOf(value.expression, declarations)
    default:
      return 'unknown'
  }
}

/** Where a value is written: its declaration where it is but a name, else the whole statement around it. */
export function locate(value: ExportedValue, declarations: Declarations, around: Located): Located {
  return (value.type === 'Identifier' ? declarations.get(value.name)?.at : undefined) ?? around
}
