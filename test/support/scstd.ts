/** `scstd` from its sources, for tests that run before a build: `node --import tsx test/support/scstd.ts …`. */
process.on('SIGUSR1', () => {})

const { main } = await import('../../src/daemon/main.ts')
process.exit(await main(process.argv.slice(2)))
