import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, it } from 'vitest'

const plugin = join(import.meta.dirname, '..', '..', 'src', 'index.ts')

// A process of its own, which has loaded nothing yet.
async function loadsAnalysis(code: string): Promise<boolean> {
  const program = `
    import { createRequire } from 'node:module'
    import { Linter } from 'eslint'
    import plugin from ${JSON.stringify(plugin)}
    new Linter().verify(${JSON.stringify(code)}, [plugin.configs.all])
    const loaded = Object.keys(createRequire(import.meta.url).cache)
    process.stdout.write(String(loaded.some((path) => path.includes('scslre'))))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: import.meta.dirname })
  return stdout === 'true'
}

it('the analysis is not loaded for a file without regular expressions', async () => {
  expect(await loadsAnalysis('run()')).toBe(false)
})

it('nor for those in which no group repeats', async () => {
  expect(await loadsAnalysis('/^[a-z]+\\s*=\\s*(.*)$/.test(line)')).toBe(false)
})

it('but for one whose time may double', async () => {
  expect(await loadsAnalysis('/^(?:a+)+$/.test(line)')).toBe(true)
})
