import type { LabelledFile, Verdict } from './judge.ts'
import type { Class, Label } from './label.ts'

/** How a judge does on the labels of one class. */
export interface Score {
  readonly right: readonly Label[]
  readonly wrong: readonly Label[]
  readonly missed: readonly Label[]
}

export function scoreOf(labels: readonly Label[], kind: Class, fileOf: (label: Label) => LabelledFile, verdict: Verdict): Score {
  const right: Label[] = [], wrong: Label[] = [], missed: Label[] = []
  for (const label of labels.filter((each) => each.class === kind)) {
    const isReported = verdict(fileOf(label), kind).has(label.line)
    if (isReported) (label.isUnsafe ? right : wrong).push(label)
    else if (label.isUnsafe) missed.push(label)
  }
  return { right, wrong, missed }
}

export function row(name: string, { right, wrong, missed }: Score): string {
  const precision = share(right.length, right.length + wrong.length)
  const recall = share(right.length, right.length + missed.length)
  return `| ${name} | ${precision} | ${recall} | ${right.length} | ${wrong.length} | ${missed.length} |`
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round(part / whole * 100)} %`
}
