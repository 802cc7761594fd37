import { ownArguments } from './arguments.ts'
import { processEnvironment } from './environment.ts'
import { scstadmin } from './main.ts'

// Everything has been written when the status is known, and nobody waits for what may still be open.
process.exit(await scstadmin(ownArguments(), processEnvironment()))
