import { randomBytes, randomInt } from 'node:crypto'

/** The one key pair that an instance answers to. */
export interface InstanceCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Makes a key pair in the shape of AWS's, new for each instance. */
export function createInstanceCredentials(): InstanceCredentials {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const id = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return { accessKeyId: `AKIA${id}`, secretAccessKey: randomBytes(30).toString('base64') }
}
