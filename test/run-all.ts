/** `npm test`: builds and packs what users run, checks, runs every test. It stops at the first step that fails. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)

const steps: readonly (readonly [string, ...string[]])[] = [
  ['npm', 'run', '--silent', 'package'],
  ['npm', 'run', '--silent', 'check'],
  [bin('vitest'), 'run', '--config', join(import.meta.dirname, 'vitest.config.ts'), ...process.argv.slice(2)],
]

for (const [command, ...args] of steps) {
  const code = await run(command, args)
  if (code !== 0) process.exit(code)
}

async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => { resolve(code ?? 1) })
  })
}
