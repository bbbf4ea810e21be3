import { decodeValue } from '#protocol/decodeValue'
import { toPublicJson } from '#protocol/publicJson'
import type { WireValue } from '#protocol/wireValue'
import { errorGroupOf } from '../errorGroup.ts'
import type { CollectorPorts } from '../job/jobCollector.ts'
import type { ResultValue } from '../job/resultLine.ts'
import type { ObjectStore } from '../ports.ts'
import type { createStackMapper } from '../sourcemap/mapRemoteStack.ts'

/** Connects the collector to the bucket, where large values lie, and to the source map. */
export function collectorPorts(
  currentObjects: () => ObjectStore,
  mapError: ReturnType<typeof createStackMapper>,
): CollectorPorts {
  return {
    readValue: ({ value }) => (value?.form === 'stored' ? readStored(value, currentObjects()) : publicValue(value)),
    mapError,
    groupError: errorGroupOf,
  }
}

async function readStored(value: Extract<WireValue, { form: 'stored' }>, objects: ObjectStore): Promise<ResultValue> {
  const text = Buffer.from(await objects.get(value.key)).toString('utf8')
  return value.of === 'json' ? { json: text } : exactValue(text)
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
