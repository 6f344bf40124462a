import { dirname } from 'node:path'

import type { Adapter } from '../adapter.ts'
import { startIn } from '../commands.ts'
import { prepareDebianTool } from '../install.ts'
import { commandOf, putScript } from '../place.ts'

export const runit: Adapter = {
  id: 'runit',
  title: 'runit',
  roles: { runsvdir: /^runsvdir/u, runsv: /^runsv /u },
  findsHangs: false,
  stormsHard: false,
  prepare: async (report) => prepareDebianTool({ packageName: 'runit', program: 'runsvdir' }, report),
  start: async (place) => {
    const script = await putScript(place, 'services/app/run', [`exec ${commandOf(place).join(' ')}`])
    await startIn(place, ['runsvdir', '-P', dirname(dirname(script))])
  },
}
