import { parseFrame, withoutOurs } from '../../supervision/src/state/stack.ts'
import type { L10n } from '../l10n.ts'
import { placeText } from '../programs/program-details.ts'
import { agoText, crashTitle, endingText } from './crash-texts.ts'
import type { CrashGroup } from './crash.ts'
import type { FoundCrash } from './find-crash.ts'
import { escaped, escapedWithCode, placeLink } from './markdown.ts'

const framesMax = 8
const tailLinesMax = 3

/** What a hover says of a crash: what, how often, what it was doing, the way there. Markdown. */
export function crashSummary({ folderPath, group, crash }: FoundCrash, l10n: L10n, nowMs = Date.now()): string {
  return [
    `**${escaped(crashTitle(crash, l10n))}**`,
    escaped(`${countText(group, agoText(group.last.atMs, nowMs, l10n), l10n)} ${endingText(crash, l10n)}.`),
    ...(crash.doing === null ? [] : [escapedWithCode(l10n.t('It was {0}.', crash.doing))]),
    ...(crash.stack === '' ? printed(crash.tail) : [frames(folderPath, crash.stack)]),
  ].join('\n\n')
}

function countText({ program, count, last }: CrashGroup, ago: string, l10n: L10n): string {
  const isHang = last.kind === 'hang'
  if (count === 1) return isHang ? l10n.t('{0} hung so once, {1}:', program, ago) : l10n.t('{0} crashed so once, {1}:', program, ago)
  if (isHang) return l10n.t('{0} hung so {1} times, the last one {2}:', program, count, ago)
  return l10n.t('{0} crashed so {1} times, the last one {2}:', program, count, ago)
}

/** Each frame that names a file leads there. */
function frames(folderPath: string, stack: string): string {
  const lines = withoutOurs(stack).filter((line) => line.trimStart().startsWith('at '))
  return lines.slice(0, framesMax).map((line) => {
    const frame = parseFrame(line)
    if (frame === undefined) return escaped(line.trim())
    return `${escaped(frame.before.trimStart())}${placeLink(placeText(folderPath, frame.place), frame.place)}${escaped(frame.after)}`
  }).join('  \n')
}

/** Without a stack, the last that it said is the best that there is. */
function printed(tail: readonly string[]): string[] {
  return tail.length === 0 ? [] : [tail.slice(-tailLinesMax).map(escaped).join('  \n')]
}
