#!/usr/bin/env node
import { prepare } from './prepare.js'

prepare()
const { quickstart } = await import('../dist/src/build/quickstart.js')
process.exit(await quickstart(process.argv.slice(2)))
