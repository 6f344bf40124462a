import { join } from 'node:path'

import type { Adapter } from '../adapter.ts'
import { runIn } from '../commands.ts'
import { findNpmTool, prepareNpmTool } from '../install.ts'

const tool = { name: 'forever', version: '4.0.3' }

export const forever: Adapter = {
  id: 'forever',
  title: 'forever',
  roles: { monitor: /forever\/bin\/monitor/u },
  findsHangs: false,
  stormsHard: false,
  prepare: async (report) => prepareNpmTool(tool, report),
  start: async (place) => {
    const program = join(await findNpmTool(tool, () => undefined), 'bin', 'forever')
    const { script, argsFor } = place.program
    const start = ['start', '--minUptime', '1000', '--spinSleepTime', '1000', script, ...argsFor(place.port)]
    await runIn(place, [process.execPath, program, ...start], { FOREVER_ROOT: join(place.folder, 'forever') })
  },
}
