import * as vscode from 'vscode'
import { type JobOptions, type OptionField, optionFields } from '../jobOptions.ts'

/** Lets the user change options one by one, until the job is to run. Null where it was called off. */
export async function pickOptions(given: JobOptions, title: string): Promise<JobOptions | null> {
  let options = given
  for (;;) {
    const run = { label: '$(play) Run', description: 'with these options', field: null }
    const rows = optionFields.map((field) => ({ label: field.title, description: field.show(options), field }))
    const skip = {
      label: 'Skip malformed records',
      description: options.skipBadInput ? 'yes' : 'no: they end the job before it begins',
      field: null,
      isSkip: true,
    }
    const chosen = await vscode.window.showQuickPick([run, ...rows, skip], {
      title,
      placeHolder: 'Run, or choose what to change',
      ignoreFocusOut: true,
    })
    if (chosen === undefined) return null
    if (chosen === run) return options
    if (chosen.field === null) options = { ...options, skipBadInput: !options.skipBadInput }
    else options = await changeOption(options, chosen.field)
  }
}

async function changeOption(options: JobOptions, field: OptionField): Promise<JobOptions> {
  const text = await vscode.window.showInputBox({
    title: field.title,
    prompt: field.hint,
    value: field.edit(options),
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const changed = field.change(options, typed)
      return typeof changed === 'string' ? changed : null
    },
  })
  const changed = text === undefined ? options : field.change(options, text)
  return typeof changed === 'string' ? options : changed
}
