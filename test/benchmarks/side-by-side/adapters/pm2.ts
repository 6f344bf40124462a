import { join } from 'node:path'

import type { Adapter, Report } from '../adapter.ts'
import { runIn } from '../commands.ts'
import { findNpmTool, prepareNpmTool } from '../install.ts'
import type { Place } from '../place.ts'

const tool = { name: 'pm2', version: '7.0.4' }
const silent: Report = () => undefined

export const pm2Fork: Adapter = pm2({ id: 'pm2-fork', title: 'PM2 fork', args: ['--interpreter', 'node'] })
export const pm2Cluster: Adapter = pm2({ id: 'pm2-cluster', title: 'PM2 cluster, 2 workers', args: ['-i', '2'] })

function pm2({ id, title, args }: { readonly id: string; readonly title: string; readonly args: readonly string[] }): Adapter {
  return {
    id, title,
    roles: { daemon: /God Daemon/u },
    findsHangs: false,
    stormsHard: true,
    prepare: async (report) => prepareNpmTool(tool, report),
    start: async (place) => {
      const own = place.program.argsFor(place.port)
      await runPm2(place, ['start', place.program.script, '--name', 'app', ...args, ...(own.length === 0 ? [] : ['--', ...own])])
    },
  }
}

async function runPm2(place: Place, args: readonly string[]): Promise<void> {
  const folder = await findNpmTool(tool, silent)
  const env = { PM2_HOME: join(place.folder, 'pm2'), PM2_DISCRETE_MODE: 'true' }
  await runIn(place, [process.execPath, join(folder, 'bin', 'pm2'), '--silent', ...args], env)
}
