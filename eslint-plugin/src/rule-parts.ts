import type { Rule } from 'eslint'

import { sharedOptions } from './settings.ts'

// The pages are part of the package, so they are found wherever the package is.
const pages = 'https://unpkg.com/eslint-plugin-crash-only/docs/rules'

export function pageOf(rule: string): string {
  return `${pages}/${rule}.md`
}

// The rule's own options go before what `settings['crash-only']` says for all rules, and that before the defaults.
// ESLint before 9.15 does not apply `meta.defaultOptions`; later ones do, so an option that is its default was not given.
export function optionsOf<Options extends object>(context: Rule.RuleContext, defaults: Options): Options {
  const given = Object.entries((context.options[0] ?? {}) as Partial<Options>)
  const own = given.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name as keyof Options]))
  return { ...defaults, ...sharedOptions(context, defaults), ...Object.fromEntries(own) }
}
