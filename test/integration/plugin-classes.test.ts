import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const require = createRequire(join(repository, 'eslint-plugin/package.json'))

// One case of each class, and beside each a look-alike.
const unsafe = `import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { writeFile } from './my-files.js'

const emitter = new EventEmitter()
const config = fs.readFileSync('config.json', 'utf8')

process.on('SIGTERM', () => process.exit(0))
emitter.on('SIGTERM', () => process.exit(0))

fs.promises.writeFile('state.json', config)
writeFile('state.json', config)

emitter.on('request', () => fs.readFileSync('page.html'))
`

const safe = `import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { writeFile } from './my-files.js'

const emitter = new EventEmitter()
const config = fs.readFileSync('config.json', 'utf8')

emitter.on('SIGTERM', () => process.exit(0))

await fs.promises.writeFile('state.json.new', config, { flush: true })
await fs.promises.rename('state.json.new', 'state.json')
writeFile('state.json', config)

emitter.on('request', () => fs.promises.readFile('page.html'))
`

// The four lines of the readme.
const config = `import crashOnly from 'eslint-plugin-crash-only'

export default [crashOnly.configs.recommended]
`

let project = ''

// The package as it is published, in a project of its own.
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'crash-only-plugin-'))
  const installed = join(project, 'node_modules/eslint-plugin-crash-only')
  await mkdir(installed, { recursive: true })
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: join(repository, 'eslint-plugin'),
  })
  const tarball = /[\w.-]+\.tgz/.exec(stdout)?.[0] ?? 'no tarball'
  await run('tar', ['-xzf', join(project, tarball), '--strip-components=1', '-C', installed])
  // What it depends on, as npm would install it.
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  for (const name of Object.keys(dependencies)) await symlink(join(repository, 'node_modules', name), join(project, 'node_modules', name))
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
  await writeFile(join(project, 'eslint.config.js'), config)
  await writeFile(join(project, 'unsafe.js'), unsafe)
  await writeFile(join(project, 'safe.js'), safe)
}, 120_000)

afterAll(async () => { await rm(project, { recursive: true, force: true }) })

interface Outcome {
  readonly code: number
  readonly reports: readonly string[]
}

async function lint(version: string, file: string): Promise<Outcome> {
  const program = join(dirname(require.resolve(`${version}/package.json`)), 'bin/eslint.js')
  const outcome = await run(process.execPath, [program, '--format', 'json', file], { cwd: project }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: unknown) => error as { code: number, stdout: string },
  )
  const [result] = JSON.parse(outcome.stdout) as [{ messages: { line: number, ruleId: string }[] }]
  return { code: outcome.code, reports: result.messages.map(({ line, ruleId }) => `${line} ${ruleId}`) }
}

describe.each(['eslint', 'eslint-9'])('the built plugin in %s', (version) => {
  it('reports one case of each class, and nothing that looks like one', async () => {
    expect(await lint(version, 'unsafe.js')).toEqual({
      code: 1,
      reports: ['8 crash-only/no-graceful-shutdown', '11 crash-only/no-non-atomic-write', '14 crash-only/no-blocking-call'],
    })
  })

  it('reports nothing on the fixed version', async () => {
    expect(await lint(version, 'safe.js')).toEqual({ code: 0, reports: [] })
  })
})
