import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { readConfigFile } from '../../extension/cli/src/config/read-config-file.ts'
import schema from '../../extension/cli/src/config/crash-only.schema.json' with { type: 'json' }
import { root } from './tracked-files.ts'

const pages = ['README.md', 'docs/configuration.md', 'docs/metrics.md', 'extension/cli/README.md']
const read = async (file: string): Promise<string> => readFile(join(root, file), 'utf8')

describe('the page on the configuration has a row for each key, with the default of the schema', async () => {
  const { process, heartbeat, health } = schema.definitions
  const text = await read('docs/configuration.md')
  const objects = { 'A process': process, heartbeat, health, 'The project': schema }
  for (const [title, { properties }] of Object.entries(objects)) {
    test(title, () => {
      const section = new RegExp(String.raw`^##+ .?${title}.?\n([\s\S]*?)(?=^##|(?![\s\S]))`, 'mu').exec(text)?.[1] ?? ''
      const rows = [...section.matchAll(/^\| `(\w+)` \| (.*?) \|/gmu)].map(([, key = '', told]) => [key, told] as const)
      const keys = Object.entries(properties as Readonly<Record<string, object>>).filter(([key]) => key !== '$schema')
      expect(rows.map(([key]) => key)).toEqual(keys.map(([key]) => key))
      for (const [key, property] of keys) {
        if ('default' in property) expect(new Map(rows).get(key), key).toBe(`\`${JSON.stringify(property.default)}\``)
      }
    })
  }
})

test('the schema has a text for each value that can be chosen, of one line', () => {
  const { process, heartbeat } = schema.definitions
  for (const choice of [process.properties.spare, heartbeat.properties.from, schema.properties.escalation.items]) {
    expect(choice.enumDescriptions).toHaveLength(choice.enum.length)
    for (const text of choice.enumDescriptions) expect(text).toMatch(/^[A-Z].*\.$/u)
  }
})

test('every configuration that a page shows is valid', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'co-pages-')))
  onTestFinished(async () => { await rm(folder, { recursive: true, force: true }) })
  for (const page of pages) {
    const shown = [...(await read(page)).matchAll(/```json\n([\s\S]*?)```/gu)].map((match) => match[1] ?? '')
    expect(shown.length, page).toBeGreaterThan(0)
    for (const text of shown) await expect(readConfigFile(text, join(folder, 'crash-only.json'), folder), page).resolves.toBeDefined()
  }
})
