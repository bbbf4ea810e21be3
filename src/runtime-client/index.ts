// The public face of runtime-client: what the CLI and the extension may use.
export { WrenError } from './errors.ts'
export type { Installation } from './installation.ts'
export { JobReader } from './job/jobReader.ts'
export type {
  ErrorGroupSummary,
  InvocationSummary,
  ItemQuery,
  ItemSummary,
  LogLine,
} from './job/jobReader.ts'
export type { InputFormat, JobRequest, JobSnapshot, JobState, Reason } from './job/jobTypes.ts'
export { WrenClient } from './wrenClient.ts'
export type { JobDetails, StartedJob } from './wrenClient.ts'
