import type { Rule } from 'eslint'

import { noBlockingCall } from './rules/no-blocking-call.ts'
import { noBusyWait } from './rules/no-busy-wait.ts'
import { noCatastrophicRegex } from './rules/no-catastrophic-regex.ts'
import { noCrossDeviceRename } from './rules/no-cross-device-rename.ts'
import { noExistsThenWrite } from './rules/no-exists-then-write.ts'
import { noExitCleanup } from './rules/no-exit-cleanup.ts'
import { noFrameworkShutdownHook } from './rules/no-framework-shutdown-hook.ts'
import { noGracefulShutdown } from './rules/no-graceful-shutdown.ts'
import { noHeartbeatOffLoop } from './rules/no-heartbeat-off-loop.ts'
import { noMultiFileUpdate } from './rules/no-multi-file-update.ts'
import { noNonAtomicWrite } from './rules/no-non-atomic-write.ts'
import { noSelfRestart } from './rules/no-self-restart.ts'
import { noSwallowedCrash } from './rules/no-swallowed-crash.ts'
import { requireFsyncBeforeRename } from './rules/require-fsync-before-rename.ts'
import { requireTimeout } from './rules/require-timeout.ts'
import { requireTransaction } from './rules/require-transaction.ts'

export const rules: Readonly<Record<string, Rule.RuleModule>> = {
  'no-blocking-call': noBlockingCall,
  'no-busy-wait': noBusyWait,
  'no-catastrophic-regex': noCatastrophicRegex,
  'no-cross-device-rename': noCrossDeviceRename,
  'no-exists-then-write': noExistsThenWrite,
  'no-exit-cleanup': noExitCleanup,
  'no-framework-shutdown-hook': noFrameworkShutdownHook,
  'no-graceful-shutdown': noGracefulShutdown,
  'no-heartbeat-off-loop': noHeartbeatOffLoop,
  'no-multi-file-update': noMultiFileUpdate,
  'no-non-atomic-write': noNonAtomicWrite,
  'no-self-restart': noSelfRestart,
  'no-swallowed-crash': noSwallowedCrash,
  'require-fsync-before-rename': requireFsyncBeforeRename,
  'require-timeout': requireTimeout,
  'require-transaction': requireTransaction,
}
