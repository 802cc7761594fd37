#!/usr/bin/env node
// Node would open its inspector on SIGUSR1, which suspends logins here; the daemon puts its own handler in place.
process.on('SIGUSR1', () => {})

const { main } = await import('../dist/src/daemon/main.js')
process.exit(await main(process.argv.slice(2)))
