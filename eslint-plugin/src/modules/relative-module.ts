import { dirname, join } from 'node:path'

const javascript = ['.js', '.cjs', '.mjs', '.jsx', '/index.js', '/index.cjs', '/index.mjs', '/index.jsx']
const typescript = ['.ts', '.cts', '.mts', '.tsx', '/index.ts', '/index.cts', '/index.mts', '/index.tsx']

// The file among those of the package that a relative name stands for, as Node and TypeScript find it. Where both languages have a
// file of that name, the one is compiled from the other, and each imports its own.
export function resolveRelative(from: string, name: string, files: ReadonlyMap<string, string>): string | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(name)) return undefined
  const path = join(dirname(from), name)
  // `./files.js` in TypeScript is `files.ts`, or `files.tsx`.
  const [, stem, kind = ''] = /^(.*)\.([cm]?)jsx?$/.exec(path) ?? []
  const sources = stem === undefined ? [] : [`${stem}.${kind}ts`, `${stem}.tsx`]
  const inJavaScript = [path, ...javascript.map((ending) => `${path}${ending}`)]
  const inTypeScript = [...sources, ...typescript.map((ending) => `${path}${ending}`)]
  const candidates = /\.[cm]?tsx?$/.test(from) ? [...inTypeScript, ...inJavaScript] : [...inJavaScript, ...inTypeScript]
  return candidates.find((candidate) => files.has(candidate))
}
