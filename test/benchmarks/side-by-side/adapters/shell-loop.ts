import type { Adapter } from '../adapter.ts'
import { startIn } from '../commands.ts'
import { commandOf } from '../place.ts'

/** The plainest restarter there is, and the floor for a restart without a spare. */
export const shellLoop: Adapter = {
  id: 'shell-loop',
  title: 'shell loop',
  setting: '`while :; do node server; done`',
  roles: { sh: /^sh -c while/u },
  findsHangs: false,
  stormsHard: true,
  prepare: async () => Promise.resolve({ kind: 'here', version: '' }),
  start: async (place) => startIn(place, ['sh', '-c', `while :; do ${commandOf(place).join(' ')}; done`]),
}
