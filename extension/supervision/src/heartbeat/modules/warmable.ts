import { readFile } from 'node:fs/promises'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const inPackages = `${sep}node_modules${sep}`
// It asks which program loads it, and the answer is not known yet. Whether it is that program itself it may ask.
const asksWhoLoadsIt = [
  /(?<!\bmodule\s*[!=]==?\s*)\brequire\.main\b(?!\s*[!=]==?\s*module\b)/u,
  /\bmodule\.parent\s*(?:[.[]|&&)/u,
  /\bprocess\.mainModule\b/u,
]
// They change how others are loaded from then on; what was loaded before them would stay as it was.
const changesLoading = new Set(['require-in-the-middle', 'import-in-the-middle', 'dd-trace', 'newrelic', 'elastic-apm-node', 'pirates'])
// They read the project's own files while they are loaded; those may be others by the time that the spare is needed.
const readsTheProject = new Set(['config', 'rc', 'dotenv', 'dotenv-flow', 'dotenv-defaults', 'app-root-path', 'module-alias'])

/**
 * Which of these modules a spare may load before the program runs: those of packages, and nothing that would come out otherwise.
 *
 * @param program what Node was started with. Where that is a package's command, loading that package may be running it
 */
export async function findWarmable(
  paths: readonly string[], parentUrls: ReadonlyMap<string, ReadonlySet<string>>, program: string | undefined,
): Promise<Set<string>> {
  const packaged = paths.filter((path) => path.includes(inPackages))
  if (packaged.some((path) => changesLoading.has(packageOf(path)))) return new Set()
  const excluded: string[] = []
  const own = program?.includes(inPackages) === true ? folderOf(program) : undefined
  for (const path of packaged) {
    if (folderOf(path) === own || readsTheProject.has(packageOf(path)) || (await asks(path))) excluded.push(path)
  }
  const parents = parentsByPath(parentUrls)
  // Whoever loads one of these would load it ahead, too.
  const unsafe = new Set<string>()
  for (let path = excluded.pop(); path !== undefined; path = excluded.pop()) {
    if (unsafe.has(path)) continue
    unsafe.add(path)
    excluded.push(...(parents.get(path) ?? []))
  }
  return new Set(packaged.filter((path) => !unsafe.has(path)))
}

async function asks(path: string): Promise<boolean> {
  if (!/\.[cm]?js$/u.test(path)) return false
  const text = await readFile(path, 'utf8').catch(() => '')
  return asksWhoLoadsIt.some((pattern) => pattern.test(text))
}

/** The package of a module: the innermost `node_modules` in its path counts. */
function packageOf(path: string): string {
  const [first = '', second = ''] = path.slice(packagesAt(path)).split(sep)
  return first.startsWith('@') ? `${first}/${second}` : first
}

function folderOf(path: string): string {
  return path.slice(0, packagesAt(path)) + packageOf(path)
}

function packagesAt(path: string): number {
  return path.lastIndexOf(inPackages) + inPackages.length
}

function parentsByPath(parentUrls: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const parents = new Map<string, Set<string>>()
  const add = (child: string, parent: string): void => {
    parents.set(child, (parents.get(child) ?? new Set()).add(parent))
  }
  for (const [child, urls] of parentUrls) {
    for (const url of urls) if (isFile(child) && isFile(url)) add(fileURLToPath(child), fileURLToPath(url))
  }
  for (const module of Object.values(require.cache)) {
    for (const child of module?.children ?? []) add(child.filename, module?.filename ?? '')
  }
  return parents
}

function isFile(url: string): boolean {
  return url.startsWith('file:')
}
