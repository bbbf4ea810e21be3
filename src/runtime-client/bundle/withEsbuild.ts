import type * as Esbuild from 'esbuild'

/** esbuild keeps one child process per process of ours, so the count of its uses is kept per process too. */
let usesUnderWay = 0

/** Runs `use` with esbuild, and ends esbuild's child process once nobody uses it: a runner lives on for hours. */
export async function withEsbuild<Result>(use: (esbuild: typeof Esbuild) => Promise<Result>): Promise<Result> {
  // Loaded here since most commands never bundle, and its first load takes 15 ms.
  const esbuild = await import('esbuild')
  usesUnderWay += 1
  try {
    return await use(esbuild)
  } finally {
    usesUnderWay -= 1
    if (usesUnderWay === 0) await esbuild.stop()
  }
}
