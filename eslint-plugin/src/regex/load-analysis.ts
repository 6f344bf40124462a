import { createRequire } from 'node:module'

import type * as Analysis from 'scslre'

const load = createRequire(import.meta.url)
let loaded: typeof Analysis | undefined

// Its tables of characters take longer to load than all rules together, and most files have nothing to ask it. In the bundle of the
// language server it is a file of its own.
export function loadAnalysis(): typeof Analysis {
  loaded ??= load('scslre') as typeof Analysis
  return loaded
}
