import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath, readFile, rm, symlink, writeFile, access } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { CancellationTokenSource } from 'vscode-jsonrpc'
import { describe, expect, onTestFinished, test } from 'vitest'

import { askEslint } from '../../extension/lint-server/src/eslint-config/ask-eslint.ts'
import { identify, isAlive, type ProcessIdentity } from '../../extension/supervision/src/platform/process-identity.ts'
import { eventually } from '../helpers/eventually.ts'
import { applyEdit, BareClient, type CodeAction, type Diagnostic } from '../helpers/lint-server/bare-client.ts'

const repository = join(import.meta.dirname, '../..')
const askProgram = join(repository, 'extension/lint-server/dist/ask-eslint.mjs')
const handler = `process.on('SIGTERM', () => { save(); process.exit() })\n`
const writes = `import { writeFile } from 'node:fs/promises'\nexport async function save(text) {\n  await writeFile('state.json', text)\n}\n`

type Files = Readonly<Record<string, string>>

async function makeProject(files: Files): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'crash-only-lint-'))
  onTestFinished(async () => { await rm(folder, { recursive: true, force: true }) })
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

async function openProject(files: Files, options?: object): Promise<BareClient & { readonly folder: string }> {
  const folder = await makeProject(files)
  const client = new BareClient(folder)
  onTestFinished(() => { client.close() })
  await client.initialize(options)
  return Object.assign(client, { folder })
}

const rules = (diagnostics: readonly Diagnostic[]): string[] => diagnostics.map(({ code }) => code)

describe('findings', () => {
  test('a file shows its findings when it is opened, with the rule, its page and the name of the source', async () => {
    const client = await openProject({ 'server.js': handler })
    const [finding] = await client.open('server.js')
    expect(finding).toMatchObject({ source: 'crash-only', code: 'no-graceful-shutdown', severity: 2, range: { start: { line: 0, character: 0 } } })
    expect(finding?.codeDescription.href).toMatch(/^https:.*\/no-graceful-shutdown\.md$/u)
  })

  test.each([
    ['a.mjs', 'module'], ['a.cjs', 'commonjs'], ['a.jsx', 'jsx'], ['a.ts', 'types'], ['a.mts', 'types'], ['a.tsx', 'jsx and types'],
  ])('%s is read as what it is (%s)', async (name, kind) => {
    const extra = { module: 'export const a = await 1\n', commonjs: 'return\n', jsx: 'const a = <b />\n', types: 'const a: string = <string>"" satisfies string\n' }
    const own = kind === 'jsx and types' ? `${extra.jsx}const c: string = ''\n` : extra[kind as keyof typeof extra]
    const client = await openProject({ [name]: `${handler}${own}` })
    expect(rules(await client.open(name))).toEqual(['no-graceful-shutdown'])
  })

  test('what is typed counts, also when it is not saved, and half a line is no finding', async () => {
    const client = await openProject({ 'server.js': 'serve()\n' })
    expect(await client.open('server.js')).toEqual([])
    expect(rules(await client.change('server.js', handler))).toEqual(['no-graceful-shutdown'])
    expect(await client.change('server.js', `${handler}const a = (`)).toEqual([])
  })

  test('a comment that switches a rule off counts, and one about rules that are not here is no finding', async () => {
    const off = '// eslint-disable-next-line crash-only/no-graceful-shutdown -- tells the load balancer only\n'
    const client = await openProject({ 'server.js': `/* eslint no-undef: error */\n${off}${handler}` })
    expect(await client.open('server.js')).toEqual([])
  })

  test.each(['node_modules/a/index.js', 'types.d.ts', 'a.min.js'])('%s is not judged', async (name) => {
    const client = await openProject({ [name]: handler })
    expect(await client.open(name)).toEqual([])
  })

  test('the editor may ask for the strict rules, or for none', async () => {
    const waits = `export const get = async () => fetch('http://example.org')\n`
    const client = await openProject({ 'a.mjs': waits })
    expect(await client.open('a.mjs')).toEqual([])
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preset: 'strict' } })
    await eventually('a strict finding', async () => rules(await client.diagnosticsOf('a.mjs')).includes('require-timeout'))
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preset: 'off' } })
    await eventually('no finding', async () => (await client.diagnosticsOf('a.mjs')).length === 0)
  })

  test('a regular expression whose time doubles is found by the part of the bundle that is loaded for it', async () => {
    const client = await openProject({ 'a.mjs': 'export const isWord = (text) => /^(?:a+)+$/.test(text)\n' })
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preset: 'strict' } })
    await client.open('a.mjs')
    await eventually('a strict finding', async () => rules(await client.diagnosticsOf('a.mjs')).includes('no-catastrophic-regex'))
  })
})

describe('quick fixes', () => {
  async function actionsOf(files: Files, name: string, options?: object): Promise<{ text: string, actions: readonly CodeAction[], folder: string }> {
    const client = await openProject(files, options)
    const [finding] = await client.open(name)
    if (finding === undefined) throw new Error('no finding')
    return { text: files[name] ?? '', actions: await client.actions(name, finding.range), folder: client.folder }
  }

  const editOf = (actions: readonly CodeAction[], title: RegExp) => actions.find((action) => title.test(action.title))?.edit?.documentChanges[0]?.edits[0]

  test('the suggestions of a rule are actions, for the version that was judged', async () => {
    const { text, actions } = await actionsOf({ 'server.js': handler }, 'server.js')
    const [first] = actions
    expect(first).toMatchObject({ kind: 'quickfix', edit: { documentChanges: [{ textDocument: { version: 1 } }] } })
    const edit = first?.edit?.documentChanges[0]?.edits[0]
    expect(edit && applyEdit(text, edit).trim()).toBe('')
  })

  const disableCases: readonly (readonly [string, string, string, string | undefined])[] = [
    ['above the line, as far indented', 'a.js', `if (a) {\n  ${handler}}\n`, `if (a) {\n  // eslint-disable-next-line crash-only/no-graceful-shutdown -- TODO: say why this is safe\n  ${handler}}\n`],
    ['with the line breaks of the file', 'a.js', `a()\r\n${handler}`, `a()\r\n// eslint-disable-next-line crash-only/no-graceful-shutdown -- TODO: say why this is safe\r\n${handler}`],
    ['behind the line, where another comment stands above', 'a.js', `// eslint-disable-next-line no-undef\n${handler}`, `// eslint-disable-next-line no-undef\n${handler.trimEnd()} // eslint-disable-line crash-only/no-graceful-shutdown -- TODO: say why this is safe\n`],
    ['in brackets, among the text of an element', 'a.jsx', `const a = <p>\n{${handler.trimEnd()}}</p>\n`, `const a = <p>\n{/* eslint-disable-next-line crash-only/no-graceful-shutdown -- TODO: say why this is safe */}\n{${handler.trimEnd()}}</p>\n`],
    ['nowhere, inside of a text', 'a.js', `const a = \`\n\${${handler.trimEnd()}}\`\n`, undefined],
  ]
  test.each(disableCases)('a comment that switches the rule off stands %s', async (_, name, text, expected) => {
    const { actions, folder } = await actionsOf({ [name]: text }, name)
    const edit = editOf(actions, /^Disable no-graceful-shutdown/u)
    const edited = edit && applyEdit(text, edit)
    expect(edited).toBe(expected)
    if (edited === undefined) return
    await writeFile(join(folder, `again-${name}`), edited)
    const again = new BareClient(folder)
    onTestFinished(() => { again.close() })
    await again.initialize()
    expect(await again.open(`again-${name}`)).toEqual([])
  })

  test('an editor that can ask for a reason is given the comment as a command', async () => {
    const { actions } = await actionsOf({ 'server.js': handler }, 'server.js', { asksForReason: true })
    const disable = actions.find(({ command }) => command !== undefined)
    expect(disable?.command).toMatchObject({ command: 'crashOnly.disableForLine', arguments: [{ rule: 'no-graceful-shutdown', version: 1 }] })
  })
})

/** A project whose ESLint is real, and whose plugin is one of our name. Its configuration leaves a mark when it runs. */
async function openEslintProject(config: string, options: object, more: Files = {}) {
  const plugin = `export default { meta: { name: 'eslint-plugin-crash-only' }, rules: {} }\n`
  const mark = `import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('it-ran', import.meta.url), String(process.pid))\n`
  const client = await openProject({
    'package.json': '{ "type": "module" }',
    'node_modules/eslint-plugin-crash-only/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/eslint-plugin-crash-only/index.js': plugin,
    'eslint.config.js': mark + config,
    'server.js': handler,
    ...more,
  }, options)
  await symlink(join(repository, 'node_modules/eslint'), join(client.folder, 'node_modules/eslint'))
  return client
}

const ran = async (folder: string): Promise<boolean> => access(join(folder, 'it-ran')).then(() => true, () => false)

const withPlugin = `import crashOnly from 'eslint-plugin-crash-only'\nexport default [{ files: ['src/**'], plugins: { any: crashOnly } }, { ignores: ['old/'] }]\n`

describe('projects whose ESLint has the plugin', () => {
  test('a file that ESLint judges by the plugin is left to it, others are not, and what ESLint ignores is ignored', async () => {
    const more = { 'src/server.js': handler, 'old/server.js': handler }
    const client = await openEslintProject(withPlugin, { trusted: true }, more)
    expect(await client.open('src/server.js')).toEqual([])
    expect(rules(await client.open('server.js'))).toEqual(['no-graceful-shutdown'])
    expect(await client.open('old/server.js')).toEqual([])
    expect(await ran(client.folder)).toBe(true)
  })

  test('in a folder that is not trusted nothing is run, and all its files are left to ESLint', async () => {
    const client = await openEslintProject(withPlugin, {})
    expect(await client.open('server.js')).toEqual([])
    expect(await ran(client.folder)).toBe(false)
  })

  test('where the editor starts no ESLint nothing is left to it, and nothing is run either; once it starts one, its files are', async () => {
    const client = await openEslintProject(withPlugin, { trusted: false, eslintRuns: false }, { 'src/server.js': handler })
    expect(rules(await client.open('src/server.js'))).toEqual(['no-graceful-shutdown'])
    expect(await ran(client.folder)).toBe(false)
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { trusted: true, eslintRuns: true } })
    await eventually('no finding', async () => (await client.diagnosticsOf('src/server.js')).length === 0)
    expect(await ran(client.folder)).toBe(true)
  })

  test('a configuration without the plugin is not run, and changes nothing', async () => {
    const client = await openEslintProject('export default []\n', { trusted: true })
    expect(rules(await client.open('server.js'))).toEqual(['no-graceful-shutdown'])
    expect(await ran(client.folder)).toBe(false)
    expect(client.warnings).toEqual([])
  })

  test('the plugin may come from a file or a package that the configuration imports', async () => {
    const shared = { 'node_modules/shared/package.json': '{ "peerDependencies": { "eslint-plugin-crash-only": "*" } }' }
    const byFile = await openEslintProject(`export { default } from './rules.js'\n`, {}, { 'rules.js': withPlugin })
    expect(await byFile.open('server.js')).toEqual([])
    const byPackage = await openEslintProject(`export { default } from 'shared/strict'\n`, {}, shared)
    expect(await byPackage.open('server.js')).toEqual([])
  })

  test('a configuration that throws or ends the process costs nothing but a line of the log: its files are judged here', async () => {
    for (const [bad, said] of [['throw new Error("no")', /no/u], ['process.exit(3)', /3/u]] as const) {
      const client = await openEslintProject(`${bad}\n${withPlugin}`, { trusted: true }, { 'src/server.js': handler })
      expect(rules(await client.open('src/server.js'))).toEqual(['no-graceful-shutdown'])
      expect(client.warnings.join('\n')).toMatch(said)
    }
  })

  test('so does one whose packages are not installed, as in a fresh clone', async () => {
    const client = await openProject({ 'eslint.config.js': `import 'eslint-plugin-crash-only'\n`, 'server.js': handler }, { trusted: true })
    expect(rules(await client.open('server.js'))).toEqual(['no-graceful-shutdown'])
    expect(client.warnings.join('\n')).toMatch(/cannot ask ESLint about .*its files are judged here/u)
  })
})

describe('the process that asks ESLint', () => {
  const never = [
    ['loops for ever', 'for (;;);'],
    ['never ends loading, and keeps a timer', 'await new Promise(() => { setInterval(() => {}, 1000) })'],
  ] as const

  /** Of the process that runs the configuration, once it does. */
  const identityIn = async (folder: string) => eventually('the configuration runs', async () => {
    const pid = Number(await readFile(join(folder, 'it-ran'), 'utf8'))
    return pid > 0 && identify(pid)
  }, 60_000)

  const untilDead = async (identity: ProcessIdentity) => eventually('it is dead', async () => !(await isAlive(identity)), 60_000)

  test.each(never)('ends with whoever asked, by kill -9, while the configuration %s', async (_, code) => {
    const client = await openEslintProject(`import 'eslint-plugin-crash-only'\n${code}\n`, { trusted: true })
    const textDocument = { uri: client.uri('server.js'), languageId: 'javascript', version: 1, text: handler }
    await client.connection.sendNotification('textDocument/didOpen', { textDocument })
    const asker = await identityIn(client.folder)
    expect(await isAlive(asker)).toBe(true)
    client.server.kill('SIGKILL')
    await untilDead(asker)
  })

  test.each(never)('ends by itself when its deadline is over, whoever has forgotten it, while the configuration %s', async (_, code) => {
    const { folder } = await openEslintProject(`import 'eslint-plugin-crash-only'\n${code}\n`, { trusted: false })
    const child = fork(askProgram, ['5000'], { stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'], execArgv: [] })
    const ended = once(child, 'exit')
    child.send({ config: join(folder, 'eslint.config.js'), files: [join(folder, 'server.js')] })
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(await ran(folder)).toBe(true)
  })

  test('is killed with its answer, also where a plugin keeps a timer; one that gives none within the deadline is told as that', async () => {
    const timer = `setInterval(() => {}, 1000)\n${withPlugin}`
    const options = { program: askProgram, env: process.env }
    const answers = await openEslintProject(timer, {})
    const asked = ({ folder }: { folder: string }) => ({ config: join(folder, 'eslint.config.js'), files: [join(folder, 'src/server.js')] })
    const { files: [file = ''] } = asked(answers)
    expect(await askEslint(asked(answers), { ...options, deadlineMs: 60_000 })).toEqual({ kind: 'answered', coverage: { [file]: 'has-plugin' } })
    await untilDead(await identityIn(answers.folder))

    const hangs = await openEslintProject(`import 'eslint-plugin-crash-only'\nfor (;;);\n`, {})
    expect(await askEslint(asked(hangs), { ...options, deadlineMs: 5_000 })).toEqual({ kind: 'failed', reason: 'no answer within 5 s' })
    await untilDead(await identityIn(hangs.folder))
  })
})

test('the TypeScript of a trusted project is used, and that of another is not run', async () => {
  const files = {
    'a.ts': handler,
    'node_modules/typescript/package.json': '{ "version": "5.9.9" }',
    'node_modules/typescript/lib/typescript.js': `require('node:fs').writeFileSync(__dirname + '/../../../it-ran', '')\nmodule.exports = require(${JSON.stringify(join(repository, 'node_modules/typescript'))})\n`,
  }
  for (const trusted of [false, true]) {
    const client = await openProject(files, { trusted })
    expect(rules(await client.open('a.ts'))).toEqual(['no-graceful-shutdown'])
    expect(await ran(client.folder)).toBe(trusted)
  }
})

test('a TypeScript that our parser cannot work with is passed by', async () => {
  const files = { 'a.ts': handler, 'node_modules/typescript/package.json': '{ "version": "7.0.2" }', 'node_modules/typescript/lib/typescript.js': 'throw new Error()' }
  const client = await openProject(files, { trusted: true })
  expect(rules(await client.open('a.ts'))).toEqual(['no-graceful-shutdown'])
})

describe('the whole project', () => {
  const files = { 'a.js': handler, 'src/b.mjs': writes, 'dist/c.js': handler, 'old/d.js': handler, 'old/e.js': handler, '.gitignore': 'old/*\n!old/e.js\n' }
  const nothingLeftOut = { leftToEslint: 0, tooLarge: 0, unreadable: 0, givenUp: 0, isCut: false, isCancelled: false }
  const check = { command: 'crash-only.checkProject', arguments: [], workDoneToken: 'one' }

  test('all files but what is built or ignored are judged on command, with progress, and stay right', async () => {
    const client = await openProject(files)
    const progress: { kind: string, percentage?: number }[] = []
    client.connection.onUnhandledProgress(({ value }) => { progress.push(value as { kind: string }) })
    expect(await client.connection.sendRequest('workspace/executeCommand', check)).toEqual({ ...nothingLeftOut, files: 3, findings: 3 })
    expect([...client.published].filter(([, { diagnostics }]) => diagnostics.length > 0).map(([uri]) => uri).sort())
      .toEqual(['a.js', 'old/e.js', 'src/b.mjs'].map((name) => client.uri(name)))
    expect(progress.map(({ kind }) => kind)).toEqual(['begin', 'report', 'report', 'report', 'end'])
    expect(progress.at(-2)?.percentage).toBe(100)

    await writeFile(join(client.folder, 'a.js'), 'serve()\n')
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri('a.js'), type: 2 }] })
    await eventually('a.js without a finding', async () => (await client.diagnosticsOf('a.js')).length === 0)
  })

  test('what is left to ESLint, too large or unreadable is counted apart, and only the others are called judged', async () => {
    const more = {
      'src/server.js': handler, 'old/server.js': handler, 'half.js': 'const a = (', 'big.js': `// ${'x'.repeat(1_000_000)}\n${handler}`,
    }
    const client = await openEslintProject(withPlugin, { trusted: true }, more)
    // Of `server.js` and the configuration itself, which leaves its mark in one write, ESLint says that the plugin is not for them.
    expect(await client.connection.sendRequest('workspace/executeCommand', check))
      .toEqual({ ...nothingLeftOut, files: 2, findings: 2, leftToEslint: 2, tooLarge: 1, unreadable: 1 })
  })

  test('with findings switched off it judges by the recommended rules, shows what it finds also in what is open, and keeps that right', async () => {
    const client = await openProject({ 'a.js': handler, 'b.js': handler }, { preset: 'off' })
    expect(await client.open('a.js')).toEqual([])
    expect(await client.connection.sendRequest('workspace/executeCommand', check)).toEqual({ ...nothingLeftOut, files: 2, findings: 2 })
    for (const name of ['a.js', 'b.js']) await eventually(`a finding in ${name}`, async () => (await client.diagnosticsOf(name)).length === 1)
    expect(await client.change('a.js', 'serve()\n')).toEqual([])

    const change = async (settings: object) => client.connection.sendNotification('workspace/didChangeConfiguration', { settings })
    await change({ preset: 'recommended' })
    await eventually('b.js as before', async () => (await client.diagnosticsOf('b.js')).length === 1)
    await change({ preset: 'off' })
    await eventually('no finding', async () => (await client.diagnosticsOf('b.js')).length === 0)
  })

  test('it can be cancelled', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`src/${index}.js`, handler]))
    const client = await openProject(many)
    const cancel = new CancellationTokenSource()
    client.connection.onUnhandledProgress(({ value }) => { if ((value as { kind: string }).kind === 'report') cancel.cancel() })
    const summary = await client.connection.sendRequest('workspace/executeCommand', check, cancel.token)
    expect(summary).toMatchObject({ isCancelled: true })
    expect((summary as { files: number }).files).toBeLessThan(200)
  })
})

test('it ends when its editor is gone', async () => {
  const client = await openProject({ 'server.js': handler })
  await client.open('server.js')
  const ended = new Promise((resolve) => { client.server.once('exit', resolve) })
  client.server.stdin?.destroy()
  await ended
})

test('its licences are shipped with it', async () => {
  const text = await readFile(join(repository, 'extension/lint-server/dist/third-party-licences.txt'), 'utf8')
  for (const name of ['eslint', 'typescript', '@typescript-eslint/parser', 'vscode-languageserver', 'ignore']) expect(text).toMatch(new RegExp(`^${name} \\d`, 'mu'))
})
