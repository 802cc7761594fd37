#!/usr/bin/env node
// No ES module, since Node reads those through the thread pool, whose size is fixed at its first use.

// Node would open its inspector on SIGUSR1, which suspends logins here; the daemon puts its own handler in place.
process.on('SIGUSR1', () => {})
// So many requests of slow disks are under way at once.
process.env.UV_THREADPOOL_SIZE ??= '16'

void import('../dist/src/daemon/main.js').then(async ({ main }) => {
  process.exit(await main(process.argv.slice(2)))
})
