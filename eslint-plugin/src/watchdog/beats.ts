import type * as ESTree from 'estree'

import type { Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { wordsIn } from '../ast/words.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { stringsOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'

// One of these words stands in every file that can have one.
export const beatWords = /heart_?beat|watchdog|liveness|WATCHDOG=1/i

const touching = /^(?:promises\.)?(?:utimes|writeFile|appendFile|futimes)(?:Sync)?$/
const packages = /^(?:sd-notify|systemd-notify|@crash-only\/heartbeat)$/

// A call that tells a watchdog that the program lives.
export function isBeat(file: SourceFile, call: ESTree.CallExpression): boolean {
  const api = resolveApi(file, call.callee)
  if (api?.module === 'fs' && touching.test(api.path)) return isBeatPath(file, call)
  if (api && packages.test(api.module)) return /^(?:watchdog|beat|startWatchdogMode)$/.test(api.path)
  return /^(?:notify|sdNotify|sd_notify|send)$/.test(calleeName(call) ?? '') && call.arguments.some((each) => saysWatchdog(file, each))
}

function isBeatPath(file: SourceFile, call: ESTree.CallExpression): boolean {
  const path = argumentAt(call, 0)
  if (!path) return false
  const words = wordsIn(file.source.getText(path))
  return words.some((word, index) => /^(?:heartbeats?|watchdog|liveness)$/.test(word) || (word === 'heart' && words[index + 1] === 'beat'))
}

function saysWatchdog(file: SourceFile, argument: Node): boolean {
  return argument.type !== 'SpreadElement' && stringsOf(file, argument).some((text) => text.includes('WATCHDOG=1'))
}
