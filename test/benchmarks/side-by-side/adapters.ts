import type { Adapter } from './adapter.ts'
import { crashOnly } from './adapters/crash-only.ts'
import { forever } from './adapters/forever.ts'
import { monit } from './adapters/monit.ts'
import { nodeCluster } from './adapters/node-cluster.ts'
import { nodemon } from './adapters/nodemon.ts'
import { pm2Cluster, pm2Fork } from './adapters/pm2.ts'
import { runit } from './adapters/runit.ts'
import { s6 } from './adapters/s6.ts'
import { shellLoop } from './adapters/shell-loop.ts'
import { supervisord } from './adapters/supervisord.ts'
import { systemd, systemdSocket, systemdWatchdog } from './adapters/systemd.ts'

/** All of them, in the order of the tables. */
export const adapters: readonly Adapter[] = [
  ...crashOnly, pm2Fork, pm2Cluster, nodemon, forever, supervisord, runit, s6, monit, shellLoop, nodeCluster, systemd, systemdSocket,
  systemdWatchdog,
]
