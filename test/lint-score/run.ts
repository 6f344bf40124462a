/**
 * `npm run score`: precision and recall of our presets, of peers and of plain searches for words, on labelled lines of real
 * packages, in one run. The packages are installed once into a cache folder. `npm run score -- misses` lists what the preset
 * `recommended` gets wrong, of the lines that rules may be fitted to.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { installPackages } from './install-packages.ts'
import type { LabelledFile } from './judge.ts'
import { classes, halves, readLabels, type Half, type Label } from './label.ts'
import { lexical } from './lexical.ts'
import { ourJudges } from './our-judges.ts'
import { peers } from './peers.ts'
import { row, scoreOf } from './score.ts'

const folders = await installPackages()
const labels: Readonly<Record<Half, readonly Label[]>> = { scoring: await readLabels('scoring'), fitting: await readLabels('fitting') }
const files = await readFiles(Object.values(labels).flat())
const fileOf = (label: Label): LabelledFile => files.get(`${label.package}/${label.file}`) ?? fail(label)
await (process.argv[2] === 'misses' ? printMisses() : printScores())

async function readFiles(of: readonly Label[]): Promise<ReadonlyMap<string, LabelledFile>> {
  const read = new Map<string, LabelledFile>()
  for (const label of of) {
    const key = `${label.package}/${label.file}`
    if (read.has(key)) continue
    const root = folders.get(label.package) ?? fail(label)
    read.set(key, { package: label.package, root, file: label.file, text: await readFile(join(root, label.file), 'utf8') })
  }
  return read
}

async function printScores(): Promise<void> {
  const judges = [...ourJudges, ...peers, ...lexical]
  const verdicts = await Promise.all(judges.map(async (judge) => judge.prepare([...files.values()])))
  for (const half of halves) {
    const chosen = labels[half]
    print(`\n## ${half} half: ${new Set(chosen.map((each) => each.package)).size} packages, ${chosen.length} lines`)
    for (const kind of classes) {
      const of = chosen.filter((label) => label.class === kind)
      print(`\n### ${kind}: ${of.filter((each) => each.isUnsafe).length} unsafe lines of ${of.length}\n`)
      print('| judge | precision | recall | right | wrong | missed |\n| --- | --- | --- | --- | --- | --- |')
      judges.forEach((judge, index) => {
        const verdict = verdicts[index]
        if (verdict && judge.classes.includes(kind)) print(row(judge.name, scoreOf(chosen, kind, fileOf, verdict)))
      })
    }
  }
}

async function printMisses(): Promise<void> {
  const [recommended] = ourJudges
  const verdict = await recommended?.prepare([...files.values()])
  for (const kind of verdict ? classes : []) {
    const { wrong, missed } = scoreOf(labels.fitting, kind, fileOf, verdict ?? (() => new Set()))
    for (const label of wrong) print(`${kind} wrong  ${place(label)}`)
    for (const label of missed) print(`${kind} missed ${place(label)}`)
  }
}

function place(label: Label): string {
  const text = fileOf(label).text.split('\n')[label.line - 1]?.trim() ?? ''
  return `${label.package} ${label.file}:${label.line}  ${label.reason}\n    ${text}`
}

function fail(label: Label): never {
  throw new Error(`${label.package}/${label.file} is labelled, and not in packages.json`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
