import { isDirectNode } from '../../../supervision/src/state/direct-node.ts'
import { twinName } from '../../../supervision/src/state/process-name.ts'
import type { ProcessSpec } from '../../../supervision/src/state/project.ts'
import { badConfig } from './bad-config.ts'

/** With the second one of each pair, which starts when the first is ready and listens on the same socket. */
export function withTwins(specs: readonly ProcessSpec[], source: string): ProcessSpec[] {
  return specs.flatMap((spec) => (spec.spare === 'pair' ? [spec, twinOf(spec, specs, source)] : [spec]))
}

function twinOf(spec: ProcessSpec, specs: readonly ProcessSpec[], source: string): ProcessSpec {
  const name = twinName(spec.name)
  if (specs.some((other) => other.name === name)) {
    const message = `${source}: processes.${name}: the second of the pair "${spec.name}" is called so (give this one another name)`
    throw badConfig(message, ['processes', name])
  }
  if (!isDirectNode(spec)) {
    const message = `${source}: processes.${spec.name}.spare: a pair shares one socket, so it must start node directly (node server.js)`
    throw badConfig(message, ['processes', spec.name, 'spare'])
  }
  // One question answered by either of the two would say nothing of one of them.
  return { ...spec, name, needs: [spec.name], restartWithNeeds: false, health: null, twinOf: spec.name }
}
