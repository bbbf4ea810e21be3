import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { InputFormat, JobRequest } from '#runtime-client'
import type { CommandContext } from '../commandContext.ts'
import { exitCodes, type ExitCode } from '../exitCodes.ts'
import { jsonText } from '../jobAnswer.ts'
import { duration, environmentVariable, memory, wholeNumber } from '../optionValues.ts'
import { profileOption } from '../profileOption.ts'
import { reportJob } from '../reportJob.ts'
import { startInterruptibly } from '../startInterruptibly.ts'

interface MapOptions {
  readonly input?: string
  readonly format?: InputFormat
  readonly sample?: number
  readonly skipBadInput?: true
  readonly profile: string
  readonly memory: number
  readonly timeout: number
  readonly env?: Readonly<Record<string, string>>
  readonly concurrency?: number
  readonly itemConcurrency: number
  readonly batchSize?: number
  readonly retries: number
  readonly output?: string
  readonly json?: true
  readonly detach?: true
}

type CompleteOptions = MapOptions & { readonly input: string }

/** `wren map`: begins a job and follows it to its end. */
export function addMapCommand(program: Command, context: CommandContext): void {
  program
    .command('map')
    .summary('run a function over every item of an input')
    .description(
      'Runs an exported function over every item of an input, and records for each how it ended: with a value or with ' +
        'what went wrong, with its log, and with its place in the input.',
    )
    .argument('<function>', 'a module and its export: src/score.ts#score; without # the default export')
    .optionsGroup('Input:')
    .option('-i, --input <file>', inputDescription)
    .addOption(
      new Option('--format <format>', 'what the input is, where its name does not tell')
        .choices(['json', 'jsonl', 'csv', 'tsv', 'text'])
        .helpGroup('Input:'),
    )
    .option('--sample <n>', 'run only n items, picked evenly, the same ones each time', wholeNumber(1))
    .option('--skip-bad-input', 'record malformed records as neverRan and run the others')
    .optionsGroup('Where it runs:')
    .addOption(profileOption(context.env).helpGroup('Where it runs:'))
    .option('--memory <mb>', 'memory of an environment; 1769 is one CPU on AWS', memory, 1769)
    .option(
      '-e, --env <NAME=value>',
      'set a variable for the function; NAME alone passes it on; repeatable',
      environmentVariable(context.env),
    )
    .optionsGroup('How it runs:')
    .option('--concurrency <n>', 'invocations at once (default: what the profile can carry)', wholeNumber(1))
    .option('--item-concurrency <n>', 'items at once inside an invocation', wholeNumber(1), 1)
    .option('--batch-size <n>', 'items per invocation (default: planned as the job goes)', wholeNumber(1))
    .addOption(
      new Option('--timeout <duration>', 'time limit of an item: 500ms, 30s, 2m; seconds without a unit')
        .argParser(duration)
        .default(60_000, '60s')
        .helpGroup('How it runs:'),
    )
    .option('--retries <n>', 'further tries for an item that threw, timed out or crashed', wholeNumber(0), 0)
    .optionsGroup('Output:')
    .option('-o, --output <file>', 'also write the results there: .jsonl, .json or .csv; - for JSON Lines on stdout')
    .option('--json', 'answer with one JSON object in place of the path of the results')
    .option('-d, --detach', 'leave the job at work and answer with its id')
    .addHelpText('after', examples)
    .action(async (reference: string, options: MapOptions, command: Command) => {
      const { input } = options
      // Not a required option of commander's: it would hide a misspelt one.
      if (input === undefined) return command.error('error: there is no --input: name a file, or - for stdin')
      context.endWith(await map(context, reference, { ...options, input }))
    })
}

const inputDescription = 'JSON array, JSON Lines, CSV, TSV or text lines, also gzipped; - for stdin (required)'

const examples = `
What it answers, on stdout: the path of a JSON Lines file with one line per item in input order,
{"index", "outcome", "value" or "error", "ms", "attempts"}. All else goes to stderr.
Ctrl-C cancels; what is finished is kept. A closed terminal does not end the job: see \`wren attach\`.

Examples:
  $ wren map src/score.ts#score --input homes.csv
  $ wren map src/score.ts#score --input homes.csv --sample 20
  $ wren map resize.mjs --input urls.txt --concurrency 50 --timeout 2m --retries 2
  $ zcat events.jsonl.gz | wren map parse.ts#parse --input - --format jsonl --output - | jq .value
  $ wren map src/score.ts#score --input homes.csv --profile production --env API_KEY --detach`

async function map(context: CommandContext, reference: string, options: CompleteOptions): Promise<ExitCode> {
  const toStdout = options.output === '-'
  const { WrenError } = await import('#runtime-client')
  if (toStdout && (options.json === true || options.detach === true)) {
    const other = options.json === true ? '--json' : '--detach'
    throw new WrenError('input', `--output - and ${other} both want stdout.`, { nextStep: 'Leave one of them out.' })
  }
  const request = await jobRequest(context, reference, options)
  const client = await context.openClient()
  const { jobId } = await startInterruptibly((signal) => client.startJob(request, signal))
  if (options.detach === true) {
    context.terminal.tell(`The job is at work. See \`wren attach ${jobId}\`.`)
    await context.terminal.answer(options.json === true ? jsonText({ job: jobId }) : `${jobId}\n`)
    return exitCodes.allSucceeded
  }
  const answer = toStdout ? 'results' : options.json === true ? 'json' : 'path'
  return await reportJob(context, client, jobId, { answer, onInterrupt: 'cancel' })
}

async function jobRequest(
  { workingFolder }: CommandContext,
  reference: string,
  options: CompleteOptions,
): Promise<JobRequest> {
  const { checkOutputPath, parseFunctionReference } = await import('#runtime-client')
  const { input, format, output, sample, concurrency, batchSize } = options
  const outputPath = output === undefined || output === '-' ? undefined : resolve(workingFolder, output)
  if (outputPath !== undefined) checkOutputPath(outputPath)
  return {
    ...parseFunctionReference(reference, workingFolder),
    inputPath: input === '-' ? '-' : resolve(workingFolder, input),
    ...(format === undefined ? {} : { inputFormat: format }),
    ...(sample === undefined ? {} : { sample }),
    skipBadInput: options.skipBadInput === true,
    profile: options.profile,
    memoryMb: options.memory,
    env: options.env ?? {},
    ...(concurrency === undefined ? {} : { concurrency }),
    itemConcurrency: options.itemConcurrency,
    ...(batchSize === undefined ? {} : { batchSize }),
    itemTimeoutMs: options.timeout,
    retries: options.retries,
    ...(outputPath === undefined ? {} : { outputPath }),
  }
}
