import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { JobNotices } from '../jobs/jobNotices.ts'
import { type FunctionChoice, type JobOptions, jobRequest, missingVariables } from '../jobOptions.ts'
import { type MapTarget, readMapTarget } from '../mapTarget.ts'
import { pickFunction } from '../picks/pickFunction.ts'
import { pickInput } from '../picks/pickInput.ts'
import { formatItems } from '../quantities.ts'
import type { RecentChoices } from '../recentChoices.ts'
import { type ClientSource, loadRuntimeClient } from '../runtimeClient.ts'
import type { SettingValues } from '../settings.ts'

/** What it takes to begin a job. */
export interface MapContext {
  readonly clients: ClientSource
  readonly settings: SettingValues
  readonly recent: RecentChoices
  readonly notices: JobNotices
}

/** How one command to map differs from another. */
export interface MapVariant {
  readonly title: string
  readonly sample: number | null
  /** May ask for more; null calls it off. */
  chooseOptions(options: JobOptions, title: string): Promise<JobOptions | null>
}

/**
 * Begins a job with at most two questions: the function, where the command was not called on one, and the input,
 * where it was not called on that.
 */
export async function startMap(context: MapContext, variant: MapVariant, argument: unknown): Promise<void> {
  const target = readMapTarget(argument)
  const profile = context.settings.profile.value
  const choice =
    target.kind === 'function'
      ? target.choice
      : await pickFunction(
          context.recent,
          target.kind === 'input' ? await inputTitle(target.path, profile) : variant.title,
          target.kind === 'module' ? target.path : null,
        )
  if (choice === null) return
  const inputPath = knownInput(target) ?? (await pickInput(context.recent, { choice, profile, sample: variant.sample }))
  if (inputPath === null) return
  const options = await variant.chooseOptions(context.settings.jobOptions(), variant.title)
  if (options === null) return
  await refuseMissingVariables(options)
  // What runs is what is on disk, and that should be what is seen.
  await vscode.workspace.saveAll(false)
  await begin(context, choice, { inputPath, profile, sample: variant.sample }, options)
}

function knownInput(target: MapTarget): string | null {
  if (target.kind === 'function') return target.inputPath
  return target.kind === 'input' ? target.path : null
}

/** Tells what the job is about to run over, where the input is known and the function is asked for. */
async function inputTitle(path: string, profile: string): Promise<string> {
  const { previewInput } = await loadRuntimeClient()
  const { items, isWhole } = await previewInput(path, new AbortController().signal)
  return `Map over ${basename(path)} (${isWhole ? '' : 'more than '}${formatItems(items)}) · profile ${profile}`
}

async function begin(
  { clients, recent, notices }: MapContext,
  choice: FunctionChoice,
  input: { readonly inputPath: string; readonly profile: string; readonly sample: number | null },
  options: JobOptions,
): Promise<void> {
  await recent.remember(choice, input.inputPath)
  const title = `${choice.exportName} over ${basename(input.inputPath)}`
  const { jobId } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `${title}: reading the input and bundling…` },
    async () => (await clients.open()).startJob(jobRequest(choice, input, options, process.env)),
  )
  await notices.follow(jobId, title)
}

async function refuseMissingVariables(options: JobOptions): Promise<void> {
  const missing = missingVariables(options, process.env)
  if (missing.length === 0) return
  const { WrenError } = await loadRuntimeClient()
  throw new WrenError('input', `The editor has no environment variable ${missing.join(', ')}`, {
    nextStep: 'Start the editor from a shell that has it, or give a value with Map with Options.',
  })
}
