import { dirname } from 'node:path'

import type { Adapter } from '../adapter.ts'
import { startIn } from '../commands.ts'
import { prepareDebianTool } from '../install.ts'
import { commandOf, putScript } from '../place.ts'

export const s6: Adapter = {
  id: 's6',
  title: 's6',
  roles: { 's6-svscan': /^s6-svscan/u, 's6-supervise': /^s6-supervise/u },
  findsHangs: false,
  stormsHard: false,
  prepare: async (report) => prepareDebianTool({ packageName: 's6', program: 's6-svscan' }, report),
  start: async (place) => {
    const script = await putScript(place, 'services/app/run', [`exec ${commandOf(place).join(' ')}`])
    await startIn(place, ['s6-svscan', dirname(dirname(script))])
  },
}
