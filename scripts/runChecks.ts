import { availableParallelism } from 'node:os'
import pMap from 'p-map'
import { runStep, type Step, type StepResult } from './runStep.ts'

/** Runs steps side by side, as many as there are cores, and tells of each as it ends. */
export async function runChecks(steps: readonly Step[]): Promise<readonly StepResult[]> {
  return await pMap(steps, runAndTell, { concurrency: availableParallelism() })
}

/** Runs steps one after the other, and tells of each as it ends. */
export async function runSuites(steps: readonly Step[]): Promise<readonly StepResult[]> {
  return await pMap(steps, runAndTell, { concurrency: 1 })
}

async function runAndTell(step: Step): Promise<StepResult> {
  const result = await runStep(step)
  const counts = step.counts === 'tests' ? `, ${result.passed} passed, ${result.failed} failed` : ''
  const line = `${result.failed === 0 ? 'ok    ' : 'FAILED'}  ${step.name} (${(result.ms / 1000).toFixed(1)} s${counts})\n`
  process.stdout.write(result.failed === 0 ? line : `${line}${result.output.trimEnd()}\n`)
  return result
}
