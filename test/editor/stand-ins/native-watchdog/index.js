const pollEveryMs = 1000

function isGone(pid) {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** Ends this process soon after the process `pid` is gone. */
exports.start = (pid) => {
  setInterval(() => {
    if (isGone(pid)) process.exit(87)
  }, pollEveryMs).unref()
}

exports.exit = (code) => process.exit(code)
