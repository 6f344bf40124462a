import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { Linter } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import crashOnly from '../../eslint-plugin/src/index.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const timeout = 20_000
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-only-suggestions-'))
  await mkdir(join(folder, 'node_modules'))
  for (const name of ['write-file-atomic', 'fastify']) await symlink(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
})

afterAll(async () => { await rm(folder, { recursive: true, force: true }) })

interface Program {
  readonly suggestion: string
  readonly code: string
  // What it prints, and how it ends, once it is as suggested.
  readonly prints?: string
  readonly ends?: { readonly code: number } | { readonly signal: string }
  readonly options?: object
  readonly type?: 'cjs' | 'mjs'
}

// Whether a file was replaced or written over is seen by its inode.
const inodes = `import fs from 'node:fs'
fs.writeFileSync('state.json', 'old', { flag: 'ax' })
const before = fs.statSync('state.json').ino
`
const shows = `console.log(fs.readFileSync('state.json', 'utf8'), fs.statSync('state.json').ino !== before, fs.readdirSync('.').filter((name) => name.startsWith('state')).join())
`
const replaced = 'new true state.json\n'

const programs: Readonly<Record<string, readonly Program[]>> = {
  'no-non-atomic-write': [
    { suggestion: 'useWriteFileAtomic', code: `${inodes}await fs.promises.writeFile('state.json', 'new')\n${shows}`, prints: replaced },
    { suggestion: 'useWriteFileAtomic', code: `${inodes}fs.writeFileSync('state.json', 'new', 'utf8')\n${shows}`, prints: replaced },
    { suggestion: 'useWriteFileAtomic', code: `${inodes}fs.writeFile('state.json', 'new', (error) => {\n  if (error) throw error\n  ${shows}})\n`, prints: replaced },
    { suggestion: 'useWriteFileAtomic', type: 'cjs', prints: replaced,
      code: `'use strict'\nconst fs = require('fs')\n${inodes.replace(/^.*\n/u, '')}fs.writeFileSync('state.json', 'new')\n${shows}` },
    { suggestion: 'writeThenRename', code: `${inodes}await fs.promises.writeFile('state.json', 'new')\n${shows}`, prints: replaced },
    { suggestion: 'writeThenRename', code: `${inodes}const path = 'state.json'\nif (before) {\n  fs.writeFileSync(path, 'new', { mode: 0o600 })\n}\n${shows}`, prints: replaced },
    { suggestion: 'writeThenRename', code: `${inodes}const folder = '.'\nfs.writeFileSync(\`\${folder}/state.json\`, 'new', 'utf8');\n${shows}`, prints: replaced },
  ],
  'no-blocking-call': [
    { suggestion: 'useAsync', prints: 'text true\n',
      code: `import fs from 'node:fs'\nexport async function load(path) {\n  return fs.readFileSync(path, 'utf8').trim()\n}\n`
        + `const loaded = load('text')\nconsole.log(await loaded, loaded instanceof Promise)\n` },
    { suggestion: 'useAsync', prints: 'text true\n', type: 'cjs',
      code: `const fs = require('fs')\nasync function names(path) {\n  for (const name of fs.readdirSync(path)) if (name === 'text') return name\n}\n`
        + `setTimeout(async () => { console.log(await names('.'), names('.') instanceof Promise) }, 1)\n` },
  ],
  'require-timeout': [
    { suggestion: 'addSignal', options: { timeoutMs: 50 }, prints: 'TimeoutError\n',
      code: `import { createServer } from 'node:net'\nconst server = createServer(() => {}).listen(0, async () => {\n`
        + `  const url = \`http://localhost:\${server.address().port}\`\n  await fetch(url).catch((error) => { console.log(error.name) })\n  process.exit()\n})\n` },
    { suggestion: 'addSignal', options: { timeoutMs: 50 }, prints: 'AbortError\n',
      code: `import http from 'node:http'\nimport { createServer } from 'node:net'\nconst server = createServer(() => {}).listen(0, () => {\n`
        + `  http.get({ port: server.address().port }, () => {}).on('error', (error) => {\n    console.log(error.name)\n    process.exit()\n  })\n})\n` },
  ],
  'no-graceful-shutdown': [
    { suggestion: 'remove', ends: { signal: 'SIGTERM' },
      code: `process.on('SIGTERM', () => {\n  console.log('farewell')\n  process.exit(0)\n})\nsetInterval(() => {}, 1000)\nprocess.kill(process.pid, 'SIGTERM')\n` },
    { suggestion: 'remove', ends: { signal: 'SIGINT' },
      code: `for (const signal of ['SIGINT', 'SIGTERM']) {\n  process.once(signal, () => { process.exit(0) })\n}\nsetInterval(() => {}, 1000)\nprocess.kill(process.pid, 'SIGINT')\n` },
  ],
  'no-exit-cleanup': [
    { suggestion: 'remove', prints: 'work\n', code: `import fs from 'node:fs'\nprocess.on('exit', () => { fs.rmSync('lock', { force: true }); console.log('cleaned') })\nconsole.log('work')\n` },
  ],
  'no-framework-shutdown-hook': [
    { suggestion: 'remove', prints: 'ready\n',
      code: `import fastify from 'fastify'\nimport fs from 'node:fs'\nconst app = fastify()\napp.addHook('onClose', async () => { fs.rmSync('lock') })\nawait app.ready()\nconsole.log('ready')\n` },
  ],
  'no-swallowed-crash': [
    { suggestion: 'addExit', prints: 'oops\n', ends: { code: 1 },
      code: `process.on('uncaughtException', (error) => {\n  console.log(error.message)\n})\nsetInterval(() => {}, 1000)\nthrow new Error('oops')\n` },
    { suggestion: 'addExit', prints: 'oops\n', ends: { code: 1 }, type: 'cjs',
      code: `process.on('unhandledRejection', (error) => console.log(error.message))\nsetInterval(() => {}, 1000)\nPromise.reject(new Error('oops'))\n` },
  ],
  'no-busy-wait': [
    { suggestion: 'sleep', prints: 'others ran\n',
      code: `let ran = false\nsetTimeout(() => { ran = true }, 1)\nasync function wait(end) {\n  while (Date.now() < end) {}\n}\nawait wait(Date.now() + 100)\nconsole.log(ran ? 'others ran' : 'nobody ran')\n` },
  ],
  'no-catastrophic-regex': [
    // As it was it would take longer than anybody waits.
    { suggestion: 'same', prints: 'false true\n', code: `console.log(/^(?:a+)+$/.test('a'.repeat(60) + '!'), /^(?:a+)+$/.test('a'.repeat(60)))\n` },
  ],
  'require-fsync-before-rename': [
    { suggestion: 'flush', prints: 'new\n',
      code: `import fs from 'node:fs'\nfs.writeFileSync('state.json.new', 'new')\nfs.renameSync('state.json.new', 'state.json')\nconsole.log(fs.readFileSync('state.json', 'utf8'))\n` },
  ],
  'no-exists-then-write': [
    // Somebody else creates the file between the question and the answer, and keeps it.
    { suggestion: 'exclusive', prints: 'EEXIST theirs\n',
      code: `import fs from 'node:fs'\nconst ask = fs.existsSync\nfs.existsSync = (path) => {\n  const answer = ask(path)\n  fs.appendFileSync(path, 'theirs')\n  return answer\n}\n`
        + `try {\n  if (!fs.existsSync('state.json')) fs.writeFileSync('state.json', 'ours')\n} catch (error) {\n  console.log(error.code, fs.readFileSync('state.json', 'utf8'))\n}\n` },
  ],
}

it('every rule that has suggestions is here', () => {
  const names = Object.entries(crashOnly.rules).filter(([, { meta }]) => meta?.hasSuggestions).map(([name]) => name)
  expect(Object.keys(programs).sort()).toEqual(names.sort())
})

describe.each(Object.entries(programs))('what %s suggests', (rule, cases) => {
  it.each(cases)('runs: $suggestion of $code', { timeout }, async (program) => {
    const { prints = '', ends = { code: 0 } } = program
    const fixed = suggested(rule, program)
    expect(messagesOf(rule, fixed, program).map(({ message }) => message)).toEqual([])
    expect(await outcomeOf(fixed, program)).toEqual({ stdout: prints, ...ends })
  })
})

function messagesOf(rule: string, code: string, { options, type = 'mjs' }: Program): readonly Linter.LintMessage[] {
  const languageOptions = { sourceType: type === 'mjs' ? 'module' : 'commonjs' } as const
  const rules: Linter.RulesRecord = { [`crash-only/${rule}`]: options ? ['error', options] : 'error' }
  return new Linter().verify(code, [{ plugins: { 'crash-only': crashOnly }, rules, languageOptions }])
}

// The code after every report of the rule was repaired as suggested, one after the other.
function suggested(rule: string, program: Program): string {
  let { code } = program
  const reports = messagesOf(rule, code, program)
  expect(reports.length).toBeGreaterThan(0)
  for (let [report] = reports, left = reports.length; report && left > 0; [report] = messagesOf(rule, code, program), left -= 1) {
    const found = report.suggestions?.find(({ messageId }) => messageId === program.suggestion)
    if (!found) throw new Error(`${rule} does not suggest ${program.suggestion}`)
    const { range: [from, to], text } = found.fix
    code = code.slice(0, from) + text + code.slice(to)
  }
  return code
}

interface Outcome {
  readonly stdout: string
  readonly code?: number
  readonly signal?: string
}

async function outcomeOf(code: string, { type = 'mjs' }: Program): Promise<Outcome> {
  const place = await mkdtemp(join(folder, 'program-'))
  await writeFile(join(place, `program.${type}`), code)
  await writeFile(join(place, 'text'), 'text\n')
  return run(process.execPath, [`program.${type}`], { cwd: place, timeout }).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: unknown) => {
      const { stdout, code: exitCode, signal } = error as { stdout: string, code: number | null, signal: string | null }
      return signal === null ? { stdout, code: exitCode ?? -1 } : { stdout, signal }
    },
  )
}

// Whatever the code around looks like, what a suggestion makes of it is code, and has one report of the rule less.
it('on real code every suggestion parses, and repairs what it was made for', { timeout: 300_000 }, async () => {
  const wrong: string[] = []
  let count = 0
  for (const file of await realFiles()) {
    const text = await readFile(file, 'utf8')
    for (const sourceType of ['module', 'commonjs'] as const) {
      const lint = (code: string): readonly Linter.LintMessage[] => new Linter().verify(code, [{
        plugins: { 'crash-only': crashOnly }, rules: crashOnly.configs.strict.rules as Linter.RulesRecord, languageOptions: { sourceType },
      }], { allowInlineConfig: false })
      const messages = lint(text)
      if (messages.some(({ fatal }) => fatal)) continue
      for (const message of messages) {
        for (const { messageId = '', fix: { range: [from, to], text: by } } of message.suggestions ?? []) {
          count += 1
          const after = lint(text.slice(0, from) + by + text.slice(to))
          const reports = (all: readonly Linter.LintMessage[]): number => all.filter(({ ruleId }) => ruleId === message.ruleId).length
          if (after.some(({ fatal }) => fatal) || reports(after) >= reports(messages)) {
            wrong.push(`${file}:${message.line} ${String(message.ruleId)} ${messageId} ${after.find(({ fatal }) => fatal)?.message ?? 'still reported'}`)
          }
        }
      }
      break
    }
  }
  expect(wrong).toEqual([])
  expect(count).toBeGreaterThan(50)
})

async function realFiles(): Promise<readonly string[]> {
  const names = ['http-server', 'json-server', 'lowdb', 'nodemon', 'proper-lockfile', 'pnpm', 'ts-node', 'concurrently', 'express', 'fastify', 'pino',
    'vite', 'eslint', 'playwright-core', 'eslint-9', 'portfinder', 'update-notifier', 'touch', 'opener', 'knip']
  const files: string[] = []
  for (const name of names) {
    const entries = await readdir(join(repository, 'node_modules', name), { recursive: true, withFileTypes: true }).catch(() => [])
    files.push(...entries.filter((entry) => entry.isFile() && /\.[cm]?js$/u.test(entry.name) && !entry.parentPath.includes('node_modules/', repository.length + 14))
      .map((entry) => join(entry.parentPath, entry.name)))
  }
  return (await Promise.all(files.map(async (file) => ({ file, bytes: (await readFile(file)).length })))).filter(({ bytes }) => bytes < 100_000).map(({ file }) => file)
}
