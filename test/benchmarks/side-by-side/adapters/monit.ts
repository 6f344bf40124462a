import { join } from 'node:path'

import type { Adapter } from '../adapter.ts'
import { startIn } from '../commands.ts'
import { prepareDebianTool } from '../install.ts'
import { commandOf, type Place, putFile, putScript } from '../place.ts'

/** Looks once in a while, and gives the program a nearly empty environment: hence a script. */
export const monit: Adapter = {
  id: 'monit',
  title: 'monit',
  setting: 'looks every second (its default: every two minutes), and asks over HTTP',
  roles: { monit: /^monit /u },
  findsHangs: true,
  stormsHard: false,
  prepare: async (report) => prepareDebianTool({ packageName: 'monit', program: 'monit' }, report),
  start: async (place) => {
    const pidFile = join(place.folder, 'app.pid')
    const script = await putScript(place, 'start', [`${commandOf(place).join(' ')} >> app.log 2>&1 &`, `echo $! > ${pidFile}`])
    await startIn(place, ['monit', '-I', '-c', await putFile(place, 'monitrc', configuration(place, { script, pidFile }))])
  },
}

interface Files {
  readonly script: string
  readonly pidFile: string
}

const configuration = ({ folder, port, program }: Place, { script, pidFile }: Files): string => `
set daemon 1
set logfile ${folder}/monit.log
set pidfile ${folder}/monit.pid
set idfile ${folder}/monit.id
set statefile ${folder}/monit.state
check process app with pidfile ${pidFile}
  start program = "${script}"
  stop program = "/bin/sh -c 'kill -9 $(cat ${pidFile})'"
  if failed host 127.0.0.1 port ${port} protocol http request "${program.path}" with timeout 2 seconds then restart
`
