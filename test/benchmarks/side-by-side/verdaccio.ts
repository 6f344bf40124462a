import { join } from 'node:path'

import type { Report } from './adapter.ts'
import { findNpmTool } from './install.ts'
import { type Program, putFile, type Run } from './place.ts'

// The tag that one of its dependencies asks for is not in every registry.
const tool = { name: 'verdaccio', version: '6.10.4', overrides: { 'node-fetch': '2.7.0' } }

const configuration = `
storage: ./storage
uplinks: {}
packages: { '**': { access: $all } }
web: { enable: false }
log: { type: stdout, format: json, level: error }
`

export const verdaccioTitle = `verdaccio ${tool.version}`

/** A registry for npm packages: a server of some size that no one here wrote, as it comes from npm. */
export async function findVerdaccio(run: Run, report: Report): Promise<Program> {
  const folder = await findNpmTool(tool, report)
  const file = await putFile(run, 'verdaccio.yaml', configuration)
  const argsFor = (port: number): string[] => ['--config', file, '--listen', `127.0.0.1:${port}`]
  return { script: join(folder, 'bin', 'verdaccio'), argsFor, path: '/-/ping' }
}
