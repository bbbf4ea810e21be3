/** What the platform itself writes into a function's log about one environment and its invocations. */
export interface PlatformLog {
  initStart(): string
  start(requestId: string): string
  /** One or more lines. */
  end(report: InvocationReport): readonly string[]
}

/** The figures of one invocation; sizes in MB, times in milliseconds. */
export interface InvocationReport {
  readonly requestId: string
  readonly durationMs: number
  readonly memorySizeMb: number
  readonly maxMemoryUsedMb: number
  /** Null but for the first invocation of an environment. */
  readonly initMs: number | null
  readonly status: 'success' | 'error' | 'failure' | 'timeout'
  readonly errorType: string | null
}

/** The lines in the format that the function asks for. */
export function createPlatformLog(format: 'Text' | 'JSON', version: string, runtime: string): PlatformLog {
  return format === 'JSON' ? jsonLog(version, runtime) : textLog(version, runtime)
}

function textLog(version: string, runtime: string): PlatformLog {
  return {
    initStart: () => `INIT_START Runtime Version: ${runtime.replace(/^nodejs(\d+)\.x$/, 'nodejs:$1')}.local`,
    start: (requestId) => `START RequestId: ${requestId} Version: ${version}`,
    end: (report) => {
      const { requestId, durationMs, initMs } = report
      const figures = [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${durationMs.toFixed(2)} ms`,
        `Billed Duration: ${billedMs(report)} ms`,
        `Memory Size: ${report.memorySizeMb} MB`,
        `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
        ...(initMs === null ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
        ...(report.status === 'success' ? [] : [`Status: ${report.status}`]),
        ...(report.errorType === null || report.status === 'timeout' ? [] : [`Error Type: ${report.errorType}`]),
      ]
      return [`END RequestId: ${requestId}`, `${figures.join('\t')}\t`]
    },
  }
}

function jsonLog(version: string, runtime: string): PlatformLog {
  const line = (type: string, record: object): string =>
    JSON.stringify({ time: new Date().toISOString(), type, record })
  return {
    initStart: () =>
      line('platform.initStart', { initializationType: 'on-demand', phase: 'init', runtimeVersion: runtime }),
    start: (requestId) => line('platform.start', { requestId, version }),
    end: (report) => [
      line('platform.report', {
        requestId: report.requestId,
        metrics: {
          durationMs: report.durationMs,
          billedDurationMs: billedMs(report),
          memorySizeMB: report.memorySizeMb,
          maxMemoryUsedMB: report.maxMemoryUsedMb,
          ...(report.initMs === null ? {} : { initDurationMs: report.initMs }),
        },
        status: report.status,
        ...(report.errorType === null ? {} : { errorType: report.errorType }),
      }),
    ],
  }
}

function billedMs({ durationMs, initMs }: InvocationReport): number {
  return Math.ceil(durationMs + (initMs ?? 0))
}
