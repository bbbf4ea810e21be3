import { AwsError } from '../front/awsError.ts'

/** A function as a caller names it: its plain name, and the version asked for, if any. */
export interface FunctionReference {
  readonly name: string
  readonly qualifier: string | null
}

const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:[a-z]{2}(?:-gov)?-[a-z]+-\d:)?(?:\d{12}:)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/

/** Reads a name, a partial ARN or a full ARN, with or without a qualifier; throws `ValidationException`. */
export function parseFunctionName(text: string): FunctionReference {
  const match = pattern.exec(text)
  if (match === null || match[1] === undefined) {
    throw new AwsError(
      400,
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern`,
    )
  }
  return { name: match[1], qualifier: match[2] ?? null }
}
