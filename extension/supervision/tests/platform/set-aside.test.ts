import { spawn } from 'node:child_process'
import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { setAsideWhenLonger } from '../../src/platform/set-aside.ts'

const bytesMax = 100_000

test('a file that is not too long, or not there, stays as it is', async () => {
  const path = await makePath()
  await setAsideWhenLonger(path, bytesMax)
  await writeFile(path, 'x'.repeat(bytesMax))
  await setAsideWhenLonger(path, bytesMax)
  expect((await stat(path)).size).toBe(bytesMax)
  expect(await readdir(join(path, '..'))).toEqual(['web.log'])
})

test('a longer one is empty afterwards, and its end stands beside it; what comes goes to its beginning', async () => {
  const path = await makePath()
  const program = await open(path, 'a')
  await program.write(`${'a'.repeat(bytesMax)}${'b'.repeat(bytesMax)}`)
  await setAsideWhenLonger(path, bytesMax)
  await program.write('next')
  await program.close()
  expect(await readFile(path, 'utf8')).toBe('next')
  expect(await readFile(`${path}.1`, 'utf8')).toBe('b'.repeat(bytesMax))
  expect((await stat(`${path}.1`)).mode & 0o777).toBe(0o600)
})

test('the one before is replaced, and what a killed predecessor began is overwritten', async () => {
  const path = await makePath()
  await appendFile(`${path}.1`, 'old'.repeat(bytesMax))
  await appendFile(`${path}.1.new`, 'begun'.repeat(bytesMax))
  await appendFile(path, 'c'.repeat(bytesMax + 1))
  await setAsideWhenLonger(path, bytesMax)
  expect(await readFile(`${path}.1`, 'utf8')).toBe('c'.repeat(bytesMax))
  expect((await readdir(join(path, '..'))).sort()).toEqual(['web.log', 'web.log.1'])
})

test('a program that goes on printing is not disturbed, prints on at the beginning, and both files stay bounded', async () => {
  const path = await makePath()
  const output = await open(path, 'a')
  const print = 'let n = 0; const go = () => { for (let i = 0; i < 50; i += 1) console.log(n++); if (n < 60000) setImmediate(go) }; go()'
  const program = spawn(process.execPath, ['-e', print], { stdio: ['ignore', output.fd, output.fd] })
  const ended = new Promise<number | null>((resolve) => { program.once('exit', resolve) })
  await output.close()
  while (program.exitCode === null) await setAsideWhenLonger(path, bytesMax)
  expect(await ended).toBe(0)
  const text = `${await readFile(`${path}.1`, 'utf8')}${await readFile(path, 'utf8')}`
  const numbers = text.split('\n').slice(1, -1).map(Number) // the first line may be cut
  expect(numbers.at(-1)).toBe(59_999)
  expect(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))).toBe(true)
  expect((await stat(`${path}.1`)).size).toBeLessThan(4 * bytesMax)
  expect(await readFile(path, 'utf8')).not.toContain('\0')
})

async function makePath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'co-log-'))
  onTestFinished(async () => rm(directory, { recursive: true, force: true }))
  return join(directory, 'web.log')
}
