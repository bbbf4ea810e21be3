import { kindOf, locate } from './declarations.ts'
import type { Declarations, NamedExport } from './declarations.ts'
import type { Expression } from './parseStatements.ts'

type Assigned = Extract<Expression, { type: 'AssignmentExpression' }>['right']

/** What `exports.a = …`, `module.exports.a = …` or `module.exports = …` exports; nothing for any other expression. */
export function commonJsExports(expression: Expression, declarations: Declarations): readonly NamedExport[] {
  if (expression.type !== 'AssignmentExpression') return []
  const { left, right } = expression
  if (left.type !== 'MemberExpression') return []
  const value = lastAssigned(right)
  if (isModuleExports(left)) {
    return value.type === 'ObjectExpression'
      ? propertiesOf(value, declarations)
      : [{ name: 'default', kind: kindOf(value, declarations), at: locate(value, declarations, expression) }]
  }
  const { object, property } = left
  const isOnExports = isModuleExports(object) || (object.type === 'Identifier' && object.name === 'exports')
  if (!isOnExports || left.computed || property.type !== 'Identifier') return []
  return [{ name: property.name, kind: kindOf(value, declarations), at: locate(value, declarations, expression) }]
}

/** In `module.exports = exports.a = value` the value. */
function lastAssigned(value: Assigned): Assigned {
  return value.type === 'AssignmentExpression' ? lastAssigned(value.right) : value
}

function propertiesOf(
  object: Extract<Expression, { type: 'ObjectExpression' }>,
  declarations: Declarations,
): readonly NamedExport[] {
  return object.properties.flatMap((property): readonly NamedExport[] => {
    if (property.type === 'SpreadElement' || property.computed) return []
    const { key } = property
    if (key.type !== 'Identifier' && key.type !== 'StringLiteral') return []
    const name = key.type === 'Identifier' ? key.name : key.value
    if (property.type === 'ObjectMethod') return [{ name, kind: 'function', at: property }]
    const { value } = property
    return [{ name, kind: kindOf(value, declarations), at: locate(value, declarations, property) }]
  })
}

function isModuleExports(node: Expression | { readonly type: 'Super' }): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'exports'
  )
}
