// One name for each API, however it was reached: `fs/promises`, `graceful-fs` and `node:fs` are all `fs`.
export interface Api {
  readonly module: string
  // '' is the module itself, 'promises.open' a member of it, 'promises.open()' what a call of that gives.
  readonly path: string
}

const sameModule: Readonly<Record<string, Api>> = {
  'fs/promises': { module: 'fs', path: 'promises' },
  'graceful-fs': { module: 'fs', path: '' },
  'mz/fs': { module: 'fs', path: 'promises' },
  'promise-fs': { module: 'fs', path: 'promises' },
  'safefs': { module: 'fs', path: '' },
  'fs-promise': { module: 'fs-extra', path: '' },
  'fs-extra/esm': { module: 'fs-extra', path: '' },
  'hexo-fs': { module: 'fs-extra', path: '' },
  'fs-plus': { module: 'fs-extra', path: '' },
  'fs-extra-promise': { module: 'fs-extra', path: '' },
  '@npmcli/fs': { module: 'fs', path: 'promises' },
  'mz/child_process': { module: 'child_process', path: '' },
  'timers/promises': { module: 'timers', path: 'promises' },
  'bun': { module: 'globalThis', path: 'Bun' },
}

export function moduleApi(source: string): Api {
  const name = source.startsWith('node:') ? source.slice('node:'.length) : source
  return (Object.hasOwn(sameModule, name) ? sameModule[name] : undefined) ?? { module: name, path: '' }
}

const globalObjects = new Set(['globalThis', 'global', 'window', 'self'])

function isGlobalObject(name: string): boolean {
  return globalObjects.has(name)
}

export function globalApi(name: string): Api {
  if (isGlobalObject(name)) return { module: 'globalThis', path: '' }
  return name === 'process' ? { module: 'process', path: '' } : { module: 'globalThis', path: name }
}

export function memberOf(api: Api, name: string): Api {
  if (api.module === 'globalThis' && api.path === '') return globalApi(name)
  // Babel and TypeScript put a CommonJS module under `default`; node's own modules do so for ESM.
  if (name === 'default' && (api.path === '' || api.path === 'promises')) return api
  if (api.module === 'fs' && api.path === '' && name.endsWith('Async')) return promises(name.slice(0, -'Async'.length))
  // `mz/fs` has both, `fs.promises` has no function that blocks.
  if (api.module === 'fs' && api.path === 'promises' && name.endsWith('Sync')) return { module: 'fs', path: name }
  return { module: api.module, path: api.path === '' ? name : `${api.path}.${name}` }
}

function promises(name: string): Api {
  return { module: 'fs', path: `promises.${name}` }
}

export function promisified(api: Api | undefined): Api | undefined {
  return api?.module === 'fs' && api.path !== '' && !api.path.includes('.') ? promises(api.path) : api
}

// By which an emitter is listened to.
export const emitterMethods: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'])

const chainedMethods = new Set([...emitterMethods, 'off', 'removeListener', 'removeAllListeners', 'setMaxListeners'])

// What a call gives back. Listener methods give their emitter, `bind` the function that it was called on.
export function resultOf(callee: Api): Api {
  if (callee.module === 'process' && chainedMethods.has(callee.path)) return { module: 'process', path: '' }
  if (callee.path.endsWith('.bind')) return { module: callee.module, path: callee.path.slice(0, -'.bind'.length) }
  return { module: callee.module, path: `${callee.path}()` }
}
