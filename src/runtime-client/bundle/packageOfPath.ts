/** The npm package that a file belongs to, by its innermost node_modules folder; null for the user's own files. */
export function packageOfPath(path: string): string | null {
  const match = /.*(?:^|[/\\])node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(path)
  return match?.[1]?.replace('\\', '/') ?? null
}

/** The package that an import specifier names (`@a/b/c` is of `@a/b`); null for relative, absolute and `#` imports. */
export function packageOfSpecifier(specifier: string): string | null {
  if (/^[./#]|^[a-z]:[/\\]|:/i.test(specifier)) return null
  return /^(@[^/]+\/[^/]+|[^@/][^/]*)/.exec(specifier)?.[1] ?? null
}
