import { join } from 'node:path'

import type { Adapter } from '../adapter.ts'
import { commandOf, type Place, putFile } from '../place.ts'
import { prepareSystemd, startSystemd } from '../systemd-instance.ts'

const preloads = join(import.meta.dirname, '../../../programs')
const common = {
  roles: { systemd: /systemd\/systemd --user|^\(sd-pam\)/u },
  stormsHard: true,
  prepare: prepareSystemd,
} as const

export const systemd: Adapter = {
  ...common,
  id: 'systemd',
  title: 'systemd',
  setting: 'an instance for a user; RestartSec=0, no start limit',
  findsHangs: false,
  start: async (place) => {
    await putUnit(place, 'app.service', service(place, commandOf(place)))
    await startSystemd(place, ['app.service'])
  },
}

export const systemdSocket: Adapter = {
  ...common,
  id: 'systemd-socket',
  title: 'systemd .socket',
  setting: 'the program changed to take descriptor 3',
  findsHangs: false,
  sameSupervisorAs: 'systemd',
  start: async (place) => {
    await putUnit(place, 'app.socket', `[Socket]\nListenStream=127.0.0.1:${place.port}\nBacklog=4096\n`)
    await putUnit(place, 'app.service', service(place, withPreload(place, 'takes-fd-3.cjs')))
    await startSystemd(place, ['app.socket', 'app.service'])
  },
}

export const systemdWatchdog: Adapter = {
  ...common,
  id: 'systemd-watchdog',
  title: 'systemd WatchdogSec=2',
  setting: 'the program changed to start `systemd-notify` for each beat',
  findsHangs: true,
  sameSupervisorAs: 'systemd',
  onlyFor: 'hang',
  start: async (place) => {
    const watchdog = 'WatchdogSec=2\nWatchdogSignal=SIGKILL\nNotifyAccess=all\n'
    await putUnit(place, 'app.service', `${service(place, withPreload(place, 'feeds-systemd.cjs'))}${watchdog}`)
    await startSystemd(place, ['app.service'])
  },
}

function service(place: Place, command: readonly string[]): string {
  const environment = Object.entries(place.env).map(([key, value]) => `Environment="${key}=${value}"\n`)
  return `[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestart=always\nRestartSec=0\n${environment.join('')}ExecStart=${command.join(' ')}\n`
}

function withPreload(place: Place, name: string): string[] {
  const [node = '', ...rest] = commandOf(place)
  return [node, '--require', join(preloads, name), ...rest]
}

async function putUnit(place: Place, name: string, text: string): Promise<void> {
  await putFile(place, join('c/systemd/user', name), text)
}
