import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { decodeValue } from '#protocol/decodeValue'
import { toPublicJson } from '#protocol/publicJson'
import type { StoredWireValue, WireValue } from '#protocol/wireValue'
import { ServiceFault } from '../errors.ts'
import { errorGroupOf } from '../errorGroup.ts'
import type { CollectorPorts } from '../job/jobCollector.ts'
import type { ResultValue } from '../job/resultLine.ts'
import type { ObjectStore } from '../ports.ts'
import type { StackMapper } from '../sourcemap/mapRemoteStack.ts'

/** Connects the collector to the bucket, where large values lie, and to the source map. */
export function collectorPorts(currentObjects: () => ObjectStore, stackMapper: StackMapper): CollectorPorts {
  return {
    readValue: ({ value }) => (value?.form === 'stored' ? readStored(value, currentObjects()) : publicValue(value)),
    ...stackMapper,
    groupError: errorGroupOf,
  }
}

const readAttempts = 5
const firstPauseMs = 50

async function readStored(value: StoredWireValue, objects: ObjectStore): Promise<ResultValue> {
  const text = (await readWhole(value, objects)).toString('utf8')
  return value.of === 'json' ? { json: text } : exactValue(text)
}

/** The SDK tries a call again, but not where its body breaks off. Another try is cheaper than another run of the item. */
async function readWhole({ key, sha256 }: StoredWireValue, objects: ObjectStore): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const bytes = Buffer.from(await objects.get(key))
      if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
      throw new ServiceFault('unavailable', 'worker', 'WrongHash', `${key} is not what the worker wrote.`)
    } catch (error) {
      const isPassing =
        error instanceof ServiceFault && (error.nature === 'unavailable' || error.nature === 'connectionLost')
      if (!isPassing || attempt === readAttempts) throw error
    }
    await delay(firstPauseMs * 2 ** attempt)
  }
}

function publicValue(value: Exclude<WireValue, { form: 'stored' }> | undefined): ResultValue {
  if (value === undefined) return { json: undefined }
  return value.form === 'json' ? { json: JSON.stringify(value.json) } : exactValue(value.text)
}

/** A value that JSON cannot carry whole: as much as JSON can, and the exact text beside it where something is lost. */
function exactValue(text: string): ResultValue {
  const { json, lossless } = toPublicJson(decodeValue('devalue', text))
  return { json: json === undefined ? undefined : JSON.stringify(json), ...(lossless ? {} : { exact: text }) }
}
