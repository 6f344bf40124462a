import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { Linter } from 'eslint'
import { afterAll, beforeAll, expect, it } from 'vitest'

import crashOnly from '../../src/index.ts'

const code = `import fs from 'fs'\nexport async function load() { return fs.readFileSync('a') }\n`
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-only-package-'))
  await write('server/package.json', { name: 'server', bin: { server: './dist/main.js' } })
  await write('server/dist/package.json', { type: 'commonjs' })
  await write('tool/package.json', { name: '@team/create-tool' })
  await write('broken/package.json', 'no object')
})
afterAll(async () => { await rm(folder, { recursive: true }) })

async function write(file: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), JSON.stringify(content))
}

function reportsIn(file: string): number {
  const config: Linter.Config = { files: ['**/*.js'], plugins: { 'crash-only': crashOnly }, rules: { 'crash-only/no-blocking-call': 'error' } }
  return new Linter({ cwd: folder }).verify(code, [config], { filename: join(folder, file) }).length
}

it('a file that the package names under `bin` may block', () => { expect(reportsIn('server/dist/main.js')).toBe(0) })
it('the other files of that package may not', () => { expect(reportsIn('server/dist/store.js')).toBe(1) })
it('a package that npm starts for one command may block', () => { expect(reportsIn('tool/index.js')).toBe(0) })
it('folders above the package say nothing about it', () => { expect(reportsIn('broken/index.js')).toBe(1) })
it('folders inside the package do', () => { expect(reportsIn('server/scripts/store.js')).toBe(0) })
