#!/usr/bin/env node
void import('../dist/src/daemon/mount-main.js').then(async ({ mountMain }) => {
  process.exit(await mountMain(process.argv.slice(2)))
})
