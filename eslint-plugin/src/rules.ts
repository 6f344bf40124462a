import type { Rule } from 'eslint'

import { noBlockingCall } from './rules/no-blocking-call.ts'
import { noExitCleanup } from './rules/no-exit-cleanup.ts'
import { noFrameworkShutdownHook } from './rules/no-framework-shutdown-hook.ts'
import { noGracefulShutdown } from './rules/no-graceful-shutdown.ts'
import { noNonAtomicWrite } from './rules/no-non-atomic-write.ts'
import { noSwallowedCrash } from './rules/no-swallowed-crash.ts'
import { requireFsyncBeforeRename } from './rules/require-fsync-before-rename.ts'

export const rules: Readonly<Record<string, Rule.RuleModule>> = {
  'no-blocking-call': noBlockingCall,
  'no-exit-cleanup': noExitCleanup,
  'no-framework-shutdown-hook': noFrameworkShutdownHook,
  'no-graceful-shutdown': noGracefulShutdown,
  'no-non-atomic-write': noNonAtomicWrite,
  'no-swallowed-crash': noSwallowedCrash,
  'require-fsync-before-rename': requireFsyncBeforeRename,
}
