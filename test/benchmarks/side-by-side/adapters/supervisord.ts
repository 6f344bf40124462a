import type { Adapter } from '../adapter.ts'
import { startIn } from '../commands.ts'
import { prepareDebianTool } from '../install.ts'
import { commandOf, type Place, putFile } from '../place.ts'

export const supervisord: Adapter = {
  id: 'supervisord',
  title: 'supervisord',
  roles: { supervisord: /supervisord/u },
  findsHangs: false,
  stormsHard: false,
  prepare: async (report) => prepareDebianTool({ packageName: 'supervisor', program: 'supervisord' }, report),
  start: async (place) => startIn(place, ['supervisord', '-c', await putFile(place, 'supervisord.conf', configuration(place))]),
}

const configuration = (place: Place): string => `
[supervisord]
nodaemon=true
logfile=${place.folder}/supervisord.log
pidfile=${place.folder}/supervisord.pid

[program:app]
command=${commandOf(place).join(' ')}
autorestart=true
`
