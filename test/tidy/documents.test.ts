import { access, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { processMetrics } from '../../extension/cli/src/metrics/process-metrics.ts'
import { crashWays } from '../../extension/supervision/src/state/control.ts'
import { root, trackedFiles } from './tracked-files.ts'

const read = async (file: string): Promise<string> => readFile(join(root, file), 'utf8')

describe('every link in a document leads to a file', async () => {
  for (const file of await trackedFiles('*.md')) {
    test(file, async () => {
      const links = [...(await read(file)).matchAll(/\]\((?!https?:|#|command:)([^)#\s]+)/gu)].map((match) => match[1] ?? '')
      for (const link of links) {
        await expect(access(join(root, dirname(file), link)), `${file} links ${link}`).resolves.toBeUndefined()
      }
    })
  }
})

test('every command that a document shows exists', async () => {
  const known = [...(await read('extension/cli/src/main.ts')).matchAll(/\.command\('([a-z-]+)'\)/gu)].map((match) => match[1])
  for (const file of ['README.md', 'extension/cli/README.md', 'docs/on-disk.md', 'docs/metrics.md']) {
    const used = [...(await read(file)).matchAll(/(?:npx |`)crash-only ([a-z][a-z-]*)/gu)].map((match) => match[1])
    for (const command of used) expect(known, `${file}: crash-only ${command ?? ''}`).toContain(command)
  }
})

test('the page on the figures names every metric of a process', async () => {
  const text = await read('docs/metrics.md')
  const shown = new Set([...text.matchAll(/(?:crash_only_process|…)_([a-z_]+)/gu)].map((match) => match[1]))
  expect(shown).toEqual(new Set(processMetrics.map(({ name, kind }) => (kind === 'counter' ? `${name}_total` : name))))
})

test('the documents name every way to crash', async () => {
  for (const file of ['README.md', 'extension/cli/README.md']) {
    const text = await read(file)
    for (const way of crashWays) expect(text, `${file}: ${way}`).toContain(way)
  }
})

test('every npm script that a document shows exists', async () => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
  for (const file of ['README.md', 'CONTRIBUTING.md']) {
    for (const [, name = ''] of (await read(file)).matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/gu)) {
      expect(Object.keys(scripts), `${file}: ${name}`).toContain(name)
    }
  }
})

test('the folders that ARCHITECTURE.md draws are there', async () => {
  const tree = /```\n(eslint-plugin\/[\s\S]*?)```/u.exec(await read('ARCHITECTURE.md'))?.[1] ?? ''
  const folders = [...tree.matchAll(/(?:^|\s)([a-z-]+(?:\/[a-z-]+)*)\/(?=\s)/gmu)].map((match) => match[1] ?? '')
  expect(folders.length).toBeGreaterThan(10)
  const all = (await trackedFiles()).map((file) => `/${dirname(file)}/`)
  for (const folder of folders) expect(all.some((path) => path.includes(`/${folder}/`)), folder).toBe(true)
})

test('all packages carry the same version', async () => {
  const files = ['eslint-plugin', 'extension', 'extension/supervision', 'extension/cli', 'extension/lint-server', 'test'].map((folder) => `${folder}/package.json`)
  const versions = await Promise.all(files.map(async (file) => (JSON.parse(await read(file)) as { version: string }).version))
  expect(new Set(versions).size).toBe(1)
})
