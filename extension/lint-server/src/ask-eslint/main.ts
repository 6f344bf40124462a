/**
 * Asks the project's own ESLint what its configuration says of some files. It runs the project's code, so it is started only
 * in trusted folders, once for each question, and killed when it has answered. Whatever that code does, a thread ends the process when
 * whoever asked is gone, or when the deadline (its argument, in ms) is over. Reads: one message. Writes: one message.
 */
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

import type { AskedFiles, Coverage, EslintAnswer } from './answer.ts'

interface FileConfig {
  readonly plugins?: Readonly<Record<string, { readonly meta?: { readonly name?: string } } | undefined>>
}

interface Engine {
  calculateConfigForFile(path: string): Promise<FileConfig | undefined>
}

interface EslintModule {
  readonly loadESLint?: (options: { useFlatConfig: true }) => Promise<new (options: object) => Engine>
}

const guarded = startGuard(Number(process.argv[2]))

process.once('message', (asked: AskedFiles) => { void ask(asked) })

async function ask(asked: AskedFiles): Promise<void> {
  const said = await answer(asked).catch((error: unknown): EslintAnswer => ({ kind: 'failed', reason: reasonOf(error) }))
  // Some plugin may keep the process running: whoever asked ends it when it has the answer.
  process.send?.(said)
}

async function startGuard(deadlineMs: number): Promise<void> {
  const guard = new Worker(new URL('./ask-eslint-guard.mjs', import.meta.url), { workerData: { deadlineMs } })
  await once(guard, 'message')
  // Only now: while it starts, nothing else may keep the process.
  guard.unref()
}

async function answer({ config, files }: AskedFiles): Promise<EslintAnswer> {
  // Not a line of the project's code before somebody watches it.
  await guarded
  const engine = await loadEngine(config)
  const coverage: Record<string, Coverage> = {}
  for (const file of files) coverage[file] = coverageOf(await engine.calculateConfigForFile(file))
  return { kind: 'answered', coverage }
}

async function loadEngine(config: string): Promise<Engine> {
  const path = createRequire(join(dirname(config), 'x.js')).resolve('eslint')
  const { default: eslint } = await import(pathToFileURL(path).href) as { default: EslintModule }
  if (eslint.loadESLint === undefined) throw new Error('this ESLint is older than 9 (update it)')
  const ESLint = await eslint.loadESLint({ useFlatConfig: true })
  return new ESLint({ cwd: dirname(config), overrideConfigFile: config })
}

function coverageOf(config: FileConfig | undefined): Coverage {
  if (config === undefined) return 'left-out'
  const plugins = Object.values(config.plugins ?? {})
  return plugins.some((plugin) => plugin?.meta?.name === 'eslint-plugin-crash-only') ? 'has-plugin' : 'without-plugin'
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
