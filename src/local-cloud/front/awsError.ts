/** An error that AWS's service would answer with: its code, HTTP status, message and further members of the body. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  readonly members: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, members: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'AwsError'
    this.status = status
    this.code = code
    this.members = members
  }
}
