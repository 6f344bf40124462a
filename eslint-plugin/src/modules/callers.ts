import { relative, sep } from 'node:path'

import { enclosingFunction, type FunctionNode } from '../ast/function.ts'
import { methodName } from '../ast/method.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { wordsIn } from '../ast/words.ts'
import { isCliPath } from '../blocking/cli-file.ts'
import { packageOfSync } from '../blocking/package-of.ts'
import { handOver } from '../phase/hand-over.ts'
import { isMethod } from '../phase/any-time.ts'
import { expectPhases, openRoots, phaseAt, type Phase } from '../phase/phase.ts'
import { isAboutStartUp } from '../phase/start-up-names.ts'
import { isStart } from '../phase/start-up.ts'
import { resolveApi } from '../resolve/api.ts'
import type { Call } from '../resolve/uses.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { exportedNames } from './exported-names.ts'
import { importersOf, reachingOf } from './importers.ts'
import { moduleFile } from './module-file.ts'
import { namesAny } from './names-any.ts'
import { isBehindOnceGuard } from './once-guard.ts'
import { packageSourcesSync, type Sources } from './package-sources.ts'
import { resolveRelative } from './relative-module.ts'
import type { TypeScriptParser } from './typescript-parser.ts'

// What the other files of a package say about when a function runs.
type Elsewhere =
  | { readonly kind: 'running', readonly because: string, readonly isCertain: boolean }
  // What only command lines, tests and the end of the program call is no part of the start that a restart waits for.
  | { readonly kind: 'start-up', readonly delaysStart: boolean }
  // Only what whoever imports the package decides about, as far as is seen.
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown' }

interface Module {
  readonly file: SourceFile
  readonly path: string
}

interface Search {
  readonly root: string
  readonly texts: Sources
  readonly cliFiles: readonly string[]
  readonly typescript: TypeScriptParser | undefined
  readonly seen: Set<FunctionNode>
  readonly budget: { filesLeft: number }
  // An answer that nothing else can change ends the search.
  readonly isDecided: (answer: Elsewhere) => boolean
}

const isCertain = (answer: Elsewhere): boolean => answer.kind === 'running' && answer.isCertain
// For whom only matters whether it is start-up and nothing else.
const isNoStart = (answer: Elsewhere): boolean => answer.kind !== 'start-up'

// Each function asks the files that call it, and those ask on. No more than so many files are parsed for one answer.
const filesMax = 40

// When code runs about which its own file does not say enough, as far as the other files of the package tell.
export function whenCalledElsewhere(file: SourceFile, call: Call, phase: Phase, { path, cliFiles }: {
  path: string
  cliFiles: readonly string[]
}): Elsewhere {
  // eslint-disable-next-line crash-only/no-blocking-call -- rules are synchronous; once for each folder, while ESLint reads its files
  const own = packageOfSync(path)
  const asked = phase.kind === 'running' && phase.likely ? phase.likely : enclosingFunction(call)
  if (!own || !asked) return { kind: 'unknown' }
  const find = () => searchFrom({ file, path }, { root: own.root, cliFiles, call, phase })
  return answerOnce<Elsewhere>(file, 'called elsewhere', asked, { meanwhile: { kind: 'unknown' }, find })
}

function searchFrom(module: Module, { root, cliFiles, call, phase }: {
  root: string
  cliFiles: readonly string[]
  call: Call
  phase: Phase
}): Elsewhere {
  // eslint-disable-next-line crash-only/no-blocking-call -- the same, once for each package
  const texts = packageSourcesSync(root)
  const { typescript } = module.file
  const budget = { filesLeft: filesMax }
  return whenIn({ root, texts, cliFiles, typescript, seen: new Set(), budget, isDecided: isCertain }, module, call, phase)
}

function whenIn(search: Search, module: Module, call: Node, phase: Phase): Elsewhere {
  switch (phase.kind) {
    case 'running': {
      const when = phase.likely ? whenCalled({ ...search, isDecided: isNoStart }, module, phase.likely) : undefined
      if (when?.kind === 'start-up' || when?.kind === 'open') return when
      return { kind: 'running', because: `${phase.because}${placeIn(search, module)}`, isCertain: !phase.likely }
    }
    case 'open': {
      const fn = enclosingFunction(call)
      if (fn && search.seen.size > 0 && isStart(fn)) return { kind: 'start-up', delaysStart: true }
      const answer = whenAnyImported(search, module, openRoots(module.file, call))
      return answer.kind === 'unknown' && fn && search.seen.size === 0 ? whenMethod(search, module, fn) : answer
    }
    case 'start-up': case 'left alone': return { kind: 'start-up', delaysStart: phase.kind === 'start-up' }
  }
}

function placeIn(search: Search, { path }: Module): string {
  return ` (${relative(search.root, path).split(sep).join('/')})`
}

function whenCalled(search: Search, module: Module, fn: FunctionNode): Elsewhere {
  if (isMethod(module.file, fn)) return whenMethod(search, module, fn)
  const answer = whenAnyImported(search, module, openRoots(module.file, fn.body))
  // A callback goes on where the method around it left off.
  const around = enclosingFunction(fn)
  return answer.kind === 'unknown' && around ? whenMethod(search, module, around) : answer
}

function whenMethod(search: Search, { file }: Module, fn: FunctionNode): Elsewhere {
  const name = methodName(fn)
  return name !== undefined && isMethod(file, fn) ? whenMethodCalled(search, fn, name) : { kind: 'unknown' }
}

function whenAnyImported(search: Search, module: Module, roots: readonly FunctionNode[]): Elsewhere {
  const answers: Elsewhere[] = []
  for (const root of roots) {
    const answer = whenImported(search, module, root)
    answers.push(answer)
    if (search.isDecided(answer)) break
  }
  return join(answers)
}

// Methods are found by name, so only a name that says something finds them.
function whenMethodCalled(search: Search, fn: FunctionNode, name: string): Elsewhere {
  if (search.seen.has(fn) || wordsIn(name).length < 2) return { kind: 'unknown' }
  search.seen.add(fn)
  const answers: Elsewhere[] = []
  for (const [path, text] of search.texts) {
    if (!text.includes(`.${name}`)) continue
    answers.push(...isCliPath(path, search.root, search.cliFiles) ? [] : methodCallsIn(search, path, text, name))
    if (answers.some(({ kind }) => kind === 'running')) break
  }
  const answer = join(answers)
  return answer.kind === 'unknown' && answers.some(({ kind }) => kind === 'open') ? { kind: 'open' } : answer
}

function methodCallsIn(search: Search, path: string, text: string, name: string): readonly Elsewhere[] {
  search.budget.filesLeft -= 1
  const file = search.budget.filesLeft < 0 ? undefined : moduleFile(text, { path, typescript: search.typescript })
  if (!file) return [{ kind: 'unknown' }]
  return (file.index.members.get(name) ?? []).map((member) => {
    const call = parentOf(wrapped(member))
    if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member) return { kind: 'unknown' }
    const phase = phaseAt(file, call)
    const answer = whenIn(search, { file, path }, call, phase)
    return phase.kind === 'open' && answer.kind === 'unknown' ? { kind: 'open' } : answer
  })
}

// One place that runs while the program serves decides; start-up only if nobody says anything else.
function join(answers: readonly Elsewhere[]): Elsewhere {
  const running = answers.filter((each) => each.kind === 'running')
  const [first] = running
  if (first) return running.find(({ isCertain }) => isCertain) ?? first
  const starts = answers.filter((each) => each.kind === 'start-up')
  if (starts.length === 0 || starts.length < answers.length) return { kind: 'unknown' }
  return { kind: 'start-up', delaysStart: starts.some(({ delaysStart }) => delaysStart) }
}

function whenImported(search: Search, module: Module, fn: FunctionNode): Elsewhere {
  if (search.seen.has(fn)) return { kind: 'unknown' }
  search.seen.add(fn)
  const names = exportedNames(module.file, fn)
  if (names.size === 0) return { kind: 'unknown' }
  const answers: Elsewhere[] = []
  for (const path of importersToAsk(search, module.path, names)) {
    // What command lines say matters only where nobody else says anything, and all of them say the same.
    if (answers.length > 0 && isCliPath(path, search.root, search.cliFiles)) break
    if (search.budget.filesLeft <= 0) break
    search.budget.filesLeft -= 1
    const file = moduleFile(search.texts.get(path) ?? '', { path, typescript: search.typescript })
    if (file) answers.push(...answersOf(search, { file, path }, (api) => isImportOf(search, path, api, { names, from: module.path })))
    if (answers.some((each) => search.isDecided(each))) break
  }
  const answer = join(answers)
  // A name that speaks of start-up goes before what is only likely, as within one file.
  return answer.kind === 'running' && !answer.isCertain && [...names].some((name) => isAboutStartUp(name)) ? { kind: 'unknown' } : answer
}

// The files that may name what is asked about, those for command lines last.
function importersToAsk({ texts, root, cliFiles }: Search, from: string, names: ReadonlySet<string>): readonly string[] {
  const direct = importersOf(texts, from)
  // Whoever imports the module as a whole need not name anything.
  const mayName = (path: string) => (names.has('') && direct.has(path)) || namesAny(texts.get(path) ?? '', names)
  const paths = [...reachingOf(texts, from)].filter((path) => path !== from && mayName(path))
  const isCli = (path: string) => isCliPath(path, root, cliFiles)
  return [...paths.filter((path) => !isCli(path)), ...paths.filter((path) => isCli(path))]
}

type IsMeant = (api: { readonly module: string, readonly path: string }) => boolean

function isImportOf(search: Search, path: string, api: { readonly module: string, readonly path: string }, { names, from }: {
  names: ReadonlySet<string>
  from: string
}): boolean {
  if (!names.has(api.path)) return false
  const target = resolveRelative(path, api.module, search.texts)
  if (target === undefined) return false
  // Or a file that only passes on what others export.
  return target === from || (api.path !== '' && importersOf(search.texts, from).has(target))
}

function answersOf(search: Search, module: Module, isMeant: IsMeant): readonly Elsewhere[] {
  const isCli = isCliPath(module.path, search.root, search.cliFiles)
  const uses = module.file.index.calls.flatMap((call) => {
    const when = placeOfUse(module.file, call, isMeant)
    return when === undefined ? [] : { call, when }
  })
  if (isCli) return uses.map(() => ({ kind: 'start-up', delaysStart: false }))
  expectPhases(module.file, uses.map(({ call }) => call))
  return uses.map(({ call, when }) => {
    if (when === 'later') return { kind: 'running', because: `in a callback${placeIn(search, module)}`, isCertain: true }
    if (when === 'unknown' || isBehindOnceGuard(module.file, call)) return { kind: 'unknown' }
    return whenIn(search, module, call, phaseAt(module.file, call))
  })
}

function placeOfUse(file: SourceFile, call: Call, isMeant: IsMeant): 'here' | 'later' | 'unknown' | undefined {
  const callee = resolveApi(file, call.callee)
  if (callee && isMeant(callee)) return 'here'
  const index = call.arguments.findIndex((argument) => {
    const api = argument.type === 'Identifier' || argument.type === 'MemberExpression' ? resolveApi(file, argument) : undefined
    return api !== undefined && isMeant(api)
  })
  if (index < 0) return undefined
  const when = handOver(file, { kind: 'argument', call, index })
  return when === 'at once' || when === 'next' ? 'here' : when === 'later' ? 'later' : 'unknown'
}
