// The public face of runtime-client: what the CLI and the extension may use.
export type { UnreadableJob } from './client/listJobs.ts'
export { findFunctions } from './bundle/findFunctions.ts'
export type { ModuleExport } from './bundle/moduleExports.ts'
export { WrenError } from './errors.ts'
export type { DebugLaunch } from './debug/prepareDebug.ts'
export type { DeployedRuntime } from './deploy/deployRuntime.ts'
export type { RuntimeFunction, RuntimeStatus } from './deploy/runtimeStatus.ts'
export { parseFunctionReference } from './bundle/parseFunctionReference.ts'
export type { FunctionReference } from './bundle/parseFunctionReference.ts'
export { previewInput } from './input/previewInput.ts'
export type { InputPreview } from './input/previewInput.ts'
export type { Installation } from './installation.ts'
export type { FailedInput, FailureGroup } from './job/failureReport.ts'
export type { ItemDetails } from './job/itemDetails.ts'
export { JobReader } from './job/jobReader.ts'
export type {
  ErrorGroupSummary,
  InvocationSummary,
  ItemPreview,
  ItemQuery,
  ItemSummary,
  LogLine,
} from './job/jobReader.ts'
export { JobSurvey } from './job/jobSurvey.ts'
export type { ErrorGroupName, InvocationSpan, ItemSlice, RangeMark } from './job/jobSurvey.ts'
export type { InputFormat, JobRequest, JobSnapshot, JobState, Reason } from './job/jobTypes.ts'
export type { InvocationLogEntry } from './logs/invocationLogEntry.ts'
export { checkOutputPath } from './results/checkOutputPath.ts'
export type { ResultRecord } from './results/resultRecord.ts'
export { prepareWrenHome, wrenHome } from './settings/wrenHome.ts'
export { profileNames } from './settings/profileNames.ts'
export { WrenClient } from './wrenClient.ts'
export type { JobDetails, LocalCloudState, StartedJob } from './wrenClient.ts'
