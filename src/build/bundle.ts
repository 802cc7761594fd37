import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { writeCodeCache } from './code-cache.ts'

// `npm run build`, behind tsc: dist/bundle/classic.js with its code cache, and dist/bundle/oclif.cjs.

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
await Promise.all([
  build({
    ...common,
    entryPoints: ['src/cli/classic.js'],
    outfile: 'bundle/classic.js',
    minify: true,
    // What `require` would put around it, so that the text is the script that the code cache belongs to.
    banner: { js: '(function (exports, require, module) {' },
    footer: { js: '})' },
  }),
  build({
    ...common,
    stdin: { contents: commandMap(join(dist, 'commands')), resolveDir: dist, loader: 'js' },
    outfile: 'bundle/oclif.cjs',
    minifyWhitespace: true,
  }),
])
writeCodeCache(join(bundles, 'classic.js'))

/** Module text that imports every command and names it by its path. */
function commandMap(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .sort()
  const imports = files.map((file, i) => `import C${i} from './${relative(dist, join(folder, file))}'`)
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
