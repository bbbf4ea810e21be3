// Preloaded by withNode.mjs: ends this process when the launcher is gone, however it went.
if (process.channel !== undefined && process.channel !== null) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}
