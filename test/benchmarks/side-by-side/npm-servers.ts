import { join } from 'node:path'

import type { Report } from './adapter.ts'
import { findNpmTool, type NpmTool } from './install.ts'
import { type Program, putFile, type Run } from './place.ts'

const configuration = `
storage: ./storage
uplinks: {}
packages: { '**': { access: $all } }
web: { enable: false }
log: { type: stdout, format: json, level: error }
`

interface NpmServer {
  readonly tool: NpmTool
  /** @param folder of its package */
  readonly program: (folder: string, run: Run) => Promise<Program>
}

/** Servers that no one here wrote, as they come from npm: a registry of packages, one of files, and PeerJS' for connections. */
export const npmServers = {
  verdaccio: {
    // The tag that one of its dependencies asks for is not in every registry.
    tool: { name: 'verdaccio', version: '6.10.4', overrides: { 'node-fetch': '2.7.0' } },
    program: async (folder, run) => {
      const file = await putFile(run, 'verdaccio.yaml', configuration)
      const argsFor = (port: number): string[] => ['--config', file, '--listen', `127.0.0.1:${port}`]
      return { script: join(folder, 'bin', 'verdaccio'), argsFor, path: '/-/ping' }
    },
  },
  'http-server': {
    tool: { name: 'http-server', version: '14.1.1' },
    program: async (folder, run) => {
      await putFile(run, 'files/index.html', '<!doctype html><title>Here</title>\n')
      const argsFor = (port: number): string[] => [join(run.folder, 'files'), '--port', String(port), '-a', '127.0.0.1', '--silent']
      return { script: join(folder, 'bin', 'http-server'), argsFor, path: '/index.html' }
    },
  },
  peer: {
    tool: { name: 'peer', version: '1.0.2' },
    program: async (folder) => {
      const argsFor = (port: number): string[] => ['--port', String(port), '--host', '127.0.0.1']
      return Promise.resolve({ script: join(folder, 'dist/bin/peerjs.js'), argsFor, path: '/' })
    },
  },
} as const satisfies Readonly<Record<string, NpmServer>>

export type NpmServerName = keyof typeof npmServers
export const npmServerNames = Object.keys(npmServers) as readonly NpmServerName[]

export function titleOf(name: NpmServerName): string {
  const { tool } = npmServers[name]
  return `${tool.name} ${tool.version}`
}

export async function findNpmServer(name: NpmServerName, run: Run, report: Report): Promise<Program> {
  const { tool, program } = npmServers[name]
  return program(await findNpmTool(tool, report), run)
}
