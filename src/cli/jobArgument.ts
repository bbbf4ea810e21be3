import { Argument } from 'commander'

/** `<job>`, as every command about one job takes it; `findJob` reads it. */
export const jobArgument = (): Argument =>
  new Argument('<job>', 'its id, any unique beginning or end of one, or `last` for the newest')
