import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { expect, test } from 'vitest'

const extension = join(import.meta.dirname, '..')
const manifestText = await readFile(join(extension, 'package.json'), 'utf8')
const manifest = JSON.parse(manifestText) as Manifest
const texts = JSON.parse(await readFile(join(extension, 'package.nls.json'), 'utf8')) as Record<string, string>
const readme = await readFile(join(extension, 'README.md'), 'utf8')

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[]
    readonly configuration: { readonly properties: Record<string, { readonly default: unknown; readonly scope: string }> }
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] }
  }
}

test('every text of the manifest is in its table of texts, and none there is unused', () => {
  const used = [...manifestText.matchAll(/"%([\w.]+)%"/gu)].map(([, key]) => key)
  expect(Object.keys(texts).sort()).toEqual([...new Set(used)].sort())
})

test('every command of the manifest is registered, and the other way round', async () => {
  const source = await readFile(join(extension, 'src', 'extension.ts'), 'utf8')
  const registered = [...source.matchAll(/^const (?:all|ofThe\w+) = \{ ([\w, ]+) \}/gmu)].flatMap((match) => match[1]?.split(', ') ?? [])
  // What an action on a finding runs is no command for people.
  const alone = [...source.matchAll(/registerCommand\('([\w.]+)'/gu)].map(([, id]) => id).filter((id) => id !== 'crashOnly.disableForLine')
  expect(ids().sort()).toEqual([...registered.map((name) => `crashOnly.${name}`), ...alone].sort())
})

test('every command ends in a message of one kind when it fails, also when it throws', async () => {
  const sources = await sourcesOfCode()
  const registrations = sources.flatMap(({ text }) => text.match(/registerCommand\(.*/gu) ?? [])
  expect(registrations.filter((line) => !/, (?:failing\(log|failing\(context\.log|open\))/u.test(line))).toEqual([])
  // Of what no command has asked for: a crash loop, a breakpoint at which a program stood too long, debugging that cannot begin.
  const others = ['breakpoint-pauses.ts', 'crash-loop-messages.ts', 'folder-gone.ts', 'start-and-attach.ts']
  const withMessages = sources.filter(({ text }) => /window\.show(?:Error|Warning)Message/u.test(text)).map(({ name }) => basename(name))
  expect(withMessages.filter((name) => !others.includes(name)).sort()).toEqual(['fail.ts', 'watchdog-device.ts'])
})

test('in a folder that is not trusted no command can be chosen but those that only show and mark', () => {
  const { commandPalette } = manifest.contributes.menus
  const harmless = ['showCrash', 'clearCrash', 'clearCrashes'].map((name) => `crashOnly.${name}`)
  const needTrust = commandPalette.filter(({ when }) => when.includes('isWorkspaceTrusted'))
  expect(needTrust.map(({ command }) => command)).toEqual(ids().filter((id) => !harmless.includes(id)))
  expect(commandPalette.map(({ command }) => command)).toEqual(ids())
})

test('what concerns the computer is of the machine: no workspace can set it, and by default there is no device', () => {
  const ofComputer = Object.entries(manifest.contributes.configuration.properties).filter(([id]) => id.startsWith('crashOnly.watchdog'))
  expect(ofComputer.map(([id, { scope }]) => [id, scope])).toEqual([['crashOnly.watchdogDevice', 'machine'], ['crashOnly.watchdogTimeout', 'machine']])
  expect(manifest.contributes.configuration.properties['crashOnly.watchdogDevice']?.default).toBe('')
})

test('the walkthrough names and draws rules that exist', async () => {
  const rules = await readdir(join(extension, '../eslint-plugin/docs/rules'))
  for (const file of ['package.nls.json', 'package.nls.de.json', 'media/walkthrough/lint.svg']) {
    const text = await readFile(join(extension, file), 'utf8')
    const named = file.endsWith('.svg') ? text : (JSON.parse(text) as Record<string, string>)['walkthrough.lint.picture'] ?? ''
    const [rule] = /\b(?:no|require)(?:-[a-z]+)+/u.exec(named) ?? []
    expect(rules, file).toContain(`${String(rule)}.md`)
  }
})

test('the README names every command and every setting with its default, and no other', () => {
  const { commands } = manifest.contributes
  const titles = commands.map(({ category, title }) => `${category}: ${texts[title.slice(1, -1)] ?? ''}`)
  expect(firstCells('Crash-Only: ')).toEqual(titles)
  const settings = Object.entries(manifest.contributes.configuration.properties)
  expect(firstCells('`crashOnly.')).toEqual(settings.map(([id]) => `\`${id}\``))
  for (const [id, setting] of settings) expect(readme).toContain(`| \`${id}\` | \`${String(setting.default)}\` |`)
})

test('every text of the code goes through the translator', async () => {
  const sources = await sourcesOfCode()
  const shown = /(?:show(?:Error|Information|Warning)Message|label:|title:|description:) ?\(?'(?!Crash-Only|')/u
  expect(sources.filter(({ text }) => shown.test(text)).map(({ name }) => name)).toEqual([])
})

async function sourcesOfCode(): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const names = (await readdir(join(extension, 'src'), { recursive: true })).filter((name) => name.endsWith('.ts'))
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(extension, 'src', name), 'utf8') })))
}

function ids(): string[] {
  return manifest.contributes.commands.map(({ command }) => command)
}

function firstCells(start: string): string[] {
  const rows = readme.split('\n').filter((line) => line.startsWith(`| ${start}`))
  return rows.map((row) => row.split(' | ')[0]?.slice(2) ?? '')
}
