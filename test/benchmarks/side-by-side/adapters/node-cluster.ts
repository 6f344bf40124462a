import type { Adapter } from '../adapter.ts'
import { startIn } from '../commands.ts'
import { putFile } from '../place.ts'

const primary = (script: string): string => `
const cluster = require('node:cluster')
cluster.setupPrimary({ exec: ${JSON.stringify(script)} })
cluster.on('exit', () => { cluster.fork() })
for (let count = 0; count < 2; count += 1) cluster.fork()
`

/** Node's own cluster, as its documentation shows it: a primary that forks another worker when one exits. */
export const nodeCluster: Adapter = {
  id: 'node-cluster',
  title: 'Node cluster, 2 workers',
  roles: { primary: /primary\.cjs/u },
  findsHangs: false,
  stormsHard: true,
  prepare: async () => Promise.resolve({ kind: 'here', version: process.versions.node }),
  start: async (place) => startIn(place, [process.execPath, await putFile(place, 'primary.cjs', primary(place.program.script))]),
}
