import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from '@oclif/core'
import { type BuildOptions, build } from 'esbuild'
import { codeCacheOf } from './code-cache.ts'
import { manualPage } from './man.ts'

// `npm run build`, behind tsc: dist/bundle/classic.js with its code cache, dist/bundle/oclif.cjs, and the manual page.

const dist = join(dirname(fileURLToPath(import.meta.url)), '../..')
const bundles = join(dist, 'bundle')
const { version } = JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8')) as { version: string }

const common: BuildOptions = {
  absWorkingDir: dist,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
}

mkdirSync(bundles, { recursive: true })
mkdirSync(join(dist, 'man'), { recursive: true })
await Promise.all([bundleClassic(join(bundles, 'classic.js')), bundleCommands(join(bundles, 'oclif.cjs'))])
replace(join(dist, 'man/scstadmin.8'), manualPage(await loadCommands(), version))

async function bundleClassic(file: string): Promise<void> {
  const text = await bundle({
    entryPoints: ['src/cli/classic.js'],
    minify: true,
    // What `require` would put around it, so that the text is the script that the code cache belongs to.
    banner: { js: '(function (exports, require, module) {' },
    footer: { js: '})' },
  })
  const cache = codeCacheOf(file, text)
  // A cache must never stand beside another text than its own: V8 looks at little more than the length.
  rmSync(`${file}.cache`, { force: true })
  replace(file, text)
  replace(`${file}.cache`, cache)
}

async function bundleCommands(file: string): Promise<void> {
  const stdin = { contents: commandMap(), resolveDir: dist, loader: 'js' } as const
  replace(file, await bundle({ stdin, minifyWhitespace: true }))
}

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...common, ...options, write: false })
  return outputFiles[0]!.text
}

/** At once, so that a program that starts meanwhile sees the old file or the new one. */
function replace(file: string, content: string | Buffer): void {
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, content)
  renameSync(draft, file)
}

/** Compiled commands, by the sources that there are now: dist may hold more of them than that. */
function commandFiles(): string[] {
  return readdirSync(join(dist, '../commands'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace(/ts$/, 'js'))
    .sort()
}

/** The commands by the words of their names. */
async function loadCommands(): Promise<Map<string, typeof Command>> {
  const loaded = new Map<string, typeof Command>()
  for (const file of commandFiles()) {
    const { default: command } = (await import(join(dist, 'commands', file))) as { default: typeof Command }
    loaded.set(commandId(file).replaceAll(':', ' '), command)
  }
  return loaded
}

/** Module text that imports every command and names it by its path. */
function commandMap(): string {
  const files = commandFiles()
  const imports = files.map((file, i) => `import C${i} from './commands/${file}'`)
  const entries = files.map((file, i) => `${JSON.stringify(commandId(file))}: C${i}`)
  return `${imports.join('\n')}
import { ownArguments } from './src/cli/arguments.js'
import { runCommands } from './src/cli/commands.js'
import { processEnvironment } from './src/cli/environment.js'
export const COMMANDS = { ${entries.join(', ')} }
export const runOclif = async () => {
  const module = { root: require('node:path').join(__dirname, '../..'), target: './dist/bundle/oclif.cjs', version: ${JSON.stringify(version)} }
  process.exit(await runCommands(ownArguments(), module, processEnvironment()))
}
`
}

/** `target/add.js` → `target:add` */
function commandId(file: string): string {
  return file.slice(0, -'.js'.length).replaceAll('/', ':')
}
