import { dirname, join } from 'node:path'

const endings = ['', '.js', '.cjs', '.mjs', '.ts', '.cts', '.mts', '.jsx', '.tsx', '/index.js', '/index.cjs', '/index.mjs', '/index.ts']

// The file among those of the package that a relative name stands for, as Node and TypeScript find it.
export function resolveRelative(from: string, name: string, files: ReadonlyMap<string, string>): string | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(name)) return undefined
  const path = join(dirname(from), name)
  const candidates = [...endings.map((ending) => `${path}${ending}`), path.replace(/\.([cm]?)js$/, '.$1ts')]
  return candidates.find((candidate) => files.has(candidate))
}
