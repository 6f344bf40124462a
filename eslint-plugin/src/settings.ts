import type { Rule } from 'eslint'

// What stands under `settings['crash-only']` and is an option of this rule. ESLint checks the options of rules, and no settings:
// a value of another kind than the default is told once, and left out.
export function sharedOptions<Options extends object>({ settings }: Rule.RuleContext, defaults: Options): Partial<Options> {
  const shared = settings['crash-only']
  if (typeof shared !== 'object' || shared === null) return {}
  const known = Object.entries(shared).filter(([name, value]) =>
    Object.hasOwn(defaults, name) && isRight(name, value, defaults[name as keyof Options]))
  return Object.fromEntries(known) as Partial<Options>
}

function isRight(name: string, value: unknown, byDefault: unknown): boolean {
  const wanted = kindOf(byDefault)
  if (kindOf(value) === wanted) return true
  tell(name, wanted)
  return false
}

type Kind = 'true or false' | 'a whole number above 0' | 'a list of texts' | undefined

function kindOf(value: unknown): Kind {
  if (typeof value === 'boolean') return 'true or false'
  if (Number.isInteger(value) && Number(value) > 0) return 'a whole number above 0'
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? 'a list of texts' : undefined
}

const told = new Set<string>()

function tell(name: string, wanted: Kind): void {
  if (told.has(name)) return
  told.add(name)
  // A rule can report code only; this is about the configuration, and ends no run.
  const line = `settings['crash-only'].${name} must be ${String(wanted)} (ignored, as if it were not there)`
  process.stderr.write(`eslint-plugin-crash-only: ${line}\n`)
}
