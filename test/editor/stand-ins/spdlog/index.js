const { appendFileSync, mkdirSync } = require('node:fs')
const { dirname } = require('node:path')

// Each export is a statement of its own: the ESM import of a CommonJS module does not see the keys of an object literal.

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off']

/** The shape that the editor's own log view takes apart: `2026-01-31 12:00:00.000`. */
const timestamp = () => new Date().toISOString().replace('T', ' ').replace('Z', '')

class Logger {
  // oxlint-disable-next-line typescript/prefer-readonly -- plain JavaScript has no such word
  #path
  #level = 2
  #hasPattern = true

  constructor(kind, name, path) {
    this.kind = kind
    this.name = name
    this.#path = path
    mkdirSync(dirname(path), { recursive: true })
  }

  #write(level, message) {
    if (level < this.#level) return
    const line = this.#hasPattern ? `${timestamp()} [${levels[level]}] ${message}\n` : message
    try {
      appendFileSync(this.#path, line)
    } catch {
      // The folder of a run is removed while its processes end: a log line then has nowhere to go.
    }
  }

  trace(message) {
    this.#write(0, message)
  }
  debug(message) {
    this.#write(1, message)
  }
  info(message) {
    this.#write(2, message)
  }
  warn(message) {
    this.#write(3, message)
  }
  error(message) {
    this.#write(4, message)
  }
  critical(message) {
    this.#write(5, message)
  }
  getLevel() {
    return this.#level
  }
  setLevel(level) {
    this.#level = level
  }
  setPattern() {
    this.#hasPattern = true
  }
  /** From here on lines are written as they come, with no time and no line end: output channels bring their own. */
  clearFormatters() {
    this.#hasPattern = false
  }
  flush() {}
  drop() {}
}

exports.version = 11000
exports.Logger = Logger
exports.setLevel = () => {}
exports.setFlushOn = () => {}
exports.shutdown = () => {}
exports.createRotatingLogger = async (name, path) => new Logger('rotating', name, path)
exports.createAsyncRotatingLogger = async (name, path) => new Logger('rotating_async', name, path)
