import type { Rule } from 'eslint'

import { noBlockingCall } from './rules/no-blocking-call.ts'
import { noGracefulShutdown } from './rules/no-graceful-shutdown.ts'
import { noNonAtomicWrite } from './rules/no-non-atomic-write.ts'

export const rules: Readonly<Record<string, Rule.RuleModule>> = {
  'no-blocking-call': noBlockingCall,
  'no-graceful-shutdown': noGracefulShutdown,
  'no-non-atomic-write': noNonAtomicWrite,
}
