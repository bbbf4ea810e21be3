/** Whether a Host header names this server by its loopback name; a page that rebinds its own name to 127.0.0.1 does not. */
export function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return port !== undefined && (host === `127.0.0.1:${port}` || host === `localhost:${port}`)
}
