import type { InputFormat } from '../job/jobTypes.ts'

/** Every format an input can have, by the name a user gives it. */
export const inputFormats = ['json', 'jsonl', 'csv', 'tsv', 'text'] as const satisfies readonly InputFormat[]
