import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'

const run = promisify(execFile)
const plugin = join(import.meta.dirname, '../../eslint-plugin')
const name = 'eslint-plugin-crash-only'

/** A registry that has our plugin as it would be published, and sends everybody to the usual one for all else. */
export interface PluginRegistry {
  readonly url: string
  readonly close: () => Promise<void>
}

export async function openPluginRegistry(): Promise<PluginRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'crash-only-registry-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: plugin })
  const tarball = await readFile(join(folder, /[\w.-]+\.tgz/u.exec(stdout)?.[0] ?? 'no tarball'))
  const usual = (await run('npm', ['config', 'get', 'registry'])).stdout.trim().replace(/\/$/u, '')
  const manifest = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as { version: string }
  const server = createServer((request, response) => {
    const { url = '/' } = request
    if (url === '/plugin.tgz') { response.end(tarball); return }
    if (url !== `/${name}`) { response.writeHead(307, { location: `${usual}${url}` }).end(); return }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(documentOf(manifest, tarball, addressOf(server))))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return { url: addressOf(server), close: async () => { server.close(); await rm(folder, { recursive: true, force: true }) } }
}

function documentOf(manifest: { readonly version: string }, tarball: Buffer, url: string): object {
  const { version } = manifest
  const dist = { tarball: `${url}/plugin.tgz`, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}` }
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }
}

function addressOf(server: ReturnType<typeof createServer>): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
