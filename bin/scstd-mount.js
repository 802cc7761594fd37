#!/usr/bin/env node
import { mountMain } from '../dist/src/daemon/mount-main.js'

process.exit(await mountMain(process.argv.slice(2)))
