import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, relative } from 'node:path'

import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { reviewed } from './plugin-reviewed-findings.ts'

// Readable source, at the versions that were reviewed. Most of their calls only look like what is searched for.
const packages = {
  'http-server': { version: '14.1.1', files: ['lib/**/*.js', 'bin/http-server'] },
  'json-server': { version: '0.17.4', files: ['lib/**/*.js'] },
  'lowdb': { version: '1.0.0', files: ['lib/*.js', 'adapters/*.js'] },
  'nodemon': { version: '3.1.10', files: ['lib/**/*.js', 'bin/*.js'] },
  'proper-lockfile': { version: '4.1.2', files: ['lib/*.js', 'index.js'] },
}
const require = createRequire(import.meta.url)
const rowOf = ({ at, rule }: { at: string, rule: string }) => `${at} ${rule}`

async function findingsIn(name: string, files: readonly string[]): Promise<readonly string[]> {
  const folder = dirname(require.resolve(`${name}/package.json`))
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    allowInlineConfig: false,
    overrideConfig: [{ files: ['**/*.js', 'bin/http-server'], languageOptions: { sourceType: 'commonjs' } }, crashOnly.configs.recommended],
  })
  const results = await eslint.lintFiles([...files])
  expect(results.length, 'files that were looked at').toBeGreaterThanOrEqual(2)
  return results.flatMap(({ filePath, messages }) => messages.map(({ line, ruleId, message }) => (
    `${name}/${relative(folder, filePath)}:${line} ${ruleId?.replace('crash-only/', '') ?? message}`
  ))).sort()
}

describe.each(Object.entries(packages))('%s', (name, { version, files }) => {
  it('is the version that was reviewed', async () => {
    const description = JSON.parse(await readFile(require.resolve(`${name}/package.json`), 'utf8')) as { version: string }
    expect(description.version).toBe(version)
  })

  it('has the reviewed findings, and no other', async () => {
    const expected = reviewed.filter(({ at, verdict }) => at.startsWith(`${name}/`) && verdict !== 'missed')
    expect(await findingsIn(name, files)).toEqual(expected.map(rowOf).sort())
  })
})

describe('the reviewed list', () => {
  it('says that nine of ten reports are right', () => {
    const reported = reviewed.filter(({ verdict }) => verdict !== 'missed')
    const right = reported.filter(({ verdict }) => verdict === 'right')
    expect(right.length / reported.length).toBeGreaterThanOrEqual(0.9)
  })

  it('has each row once, the classes that these packages have, and no package that is not looked at', () => {
    expect(new Set(reviewed.map(rowOf)).size).toBe(reviewed.length)
    const classes = ['no-blocking-call', 'no-exit-cleanup', 'no-graceful-shutdown', 'no-non-atomic-write']
    expect([...new Set(reviewed.map(({ rule }) => rule))].sort()).toEqual(classes)
    expect(reviewed.filter(({ at }) => !Object.hasOwn(packages, at.split('/')[0] ?? ''))).toEqual([])
  })
})
