import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { transform } from 'esbuild'

import { findFreePort } from '../helpers/editor/free-port.ts'
import { eventually } from '../helpers/eventually.ts'
import { hasWorker } from '../helpers/has-worker.ts'
import { readStatus, repository } from './command-line.ts'
import type { EditorUnderTest } from './editor-under-test.ts'
import { checkServes } from './expectations.ts'

/** An editor that shows what is ours: the folder has no types of Node, which is nobody's fault here. */
export const editorSettings = {
  'editor.minimap.enabled': false, 'typescript.validate.enable': false, 'js/ts.validate.enabled': false,
} as const

/** A shop with bugs, written in TypeScript and compiled with a source map, as most programs are. */
export interface Shop {
  readonly folder: string
  readonly url: string
  /** Lines of `app.ts`, counted from 1. */
  readonly lines: { readonly pay: number; readonly search: number; readonly recall: number; readonly terms: number }
  /** Resolves when a hang would be found with its line. */
  readonly isWatched: () => Promise<void>
  /**
   * Asks for what has a bug, once it can be asked: the program is up a moment before its server listens. That the answer comes says
   * nothing; what follows is the test's.
   */
  readonly visit: (bug: '/pay' | '/search' | '/recall' | '/terms') => Promise<void>
}

export async function makeShop(under: EditorUnderTest, name: string, files: Readonly<Record<string, unknown>> = {}): Promise<Shop> {
  const port = await findFreePort()
  const source = await readFile(join(repository, 'test/programs/shop/app.ts'), 'utf8')
  const options = { loader: 'ts', sourcemap: 'external', sourcefile: '../app.ts', minify: true, format: 'esm' } as const
  const { code, map } = await transform(source, options)
  const folder = await under.makeProject(name, {
    'app.ts': source,
    'dist/app.mjs': `${code}\n//# sourceMappingURL=app.mjs.map\n`,
    'dist/app.mjs.map': map,
    'crash-only.json': {
      // This Node, whose threads have names: see `isWatched`.
      processes: { web: { command: [process.execPath, 'dist/app.mjs'], env: { PORT: String(port) }, heartbeat: { staleAfterMs: 2_000 } } },
    },
    ...files,
  })
  const url = `http://127.0.0.1:${port}`
  const lineOf = (text: string): number => source.split('\n').findIndex((line) => line.includes(text)) + 1
  return {
    folder, url,
    lines: {
      pay: lineOf('return order.total'), search: lineOf('left -= 2'), recall: lineOf("execSync('"), terms: lineOf("readFileSync('"),
    },
    isWatched: async () => {
      await eventually('the worker that notes the line of a hang is there', async () => {
        const [web] = await readStatus({ cwd: folder, env: under.env })
        return typeof web?.pid === 'number' && hasWorker(web.pid)
      })
    },
    visit: async (bug) => {
      await checkServes(url)
      await fetch(url + bug, { signal: AbortSignal.timeout(10_000) }).then(async (answer) => answer.text(), () => undefined)
    },
  }
}
