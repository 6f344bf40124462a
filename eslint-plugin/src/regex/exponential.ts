import type { AnalysisResult } from 'scslre'

import { loadAnalysis } from './load-analysis.ts'

// A pattern whose time can double with each further character of a text that does not match.
export interface Exponential {
  // What such a text repeats.
  readonly character: string
  // A pattern that matches the same, and takes no longer than the text is long.
  readonly fixed: { readonly source: string, readonly flags: string } | undefined
}

const known = new Map<string, Exponential | undefined>()
const knownMax = 5_000
// The analysis of longer ones takes longer than linting the file.
const sourceMax = 2_000

// It knows nothing of modifiers, and would suggest a pattern without them.
const hasModifiers = /\(\?(?:[ims]+|[ims]*-[ims]+):/

// Only where something that repeats stands inside something that does, or comes twice, can time grow so.
const repeatsTwice = /[*+}].*[*+}]/s

// And only where what repeats is a group, or a class that has strings in it: there is one way only through a class of characters.
const repeatsGroup = /\)[*+{]|\\q\{/

export function findExponential(source: string, flags: string): Exponential | undefined {
  if (source.length > sourceMax || !repeatsGroup.test(source) || !repeatsTwice.test(source) || hasModifiers.test(source)) return undefined
  const key = `${flags}/${source}`
  if (known.has(key)) return known.get(key)
  const found = judge(source, flags)
  if (known.size < knownMax) known.set(key, found)
  return found
}

function judge(source: string, flags: string): Exponential | undefined {
  const worst = reportsOf(source, flags).find(({ exponential }) => exponential)
  if (!worst) return undefined
  const fixed = worst.fix()
  // What is still slow when one place is repaired is nothing to suggest.
  const isGood = fixed && !reportsOf(fixed.source, fixed.flags).some(({ exponential }) => exponential)
  return { character: worst.character.pick, fixed: isGood ? fixed : undefined }
}

function reportsOf(source: string, flags: string): AnalysisResult['reports'] {
  try {
    return loadAnalysis().analyse({ source, flags }, { reportTypes: { Move: false }, assumeRejectingSuffix: true }).reports
  } catch {
    // Syntax that is younger than the analysis, or more states than it goes through: not known, so not reported.
    return []
  }
}
