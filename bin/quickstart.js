#!/usr/bin/env node
const { prepare } = require('./prepare.js')

prepare()
void import('../dist/src/build/quickstart.js').then(async ({ quickstart }) => {
  process.exit(await quickstart(process.argv.slice(2)))
})
