import type { Rule } from 'eslint'

// The pages are part of the package, so they are found wherever the package is.
const pages = 'https://unpkg.com/eslint-plugin-crash-only/docs/rules'

export function pageOf(rule: string): string {
  return `${pages}/${rule}.md`
}

// ESLint before 9.15 does not apply `meta.defaultOptions`.
export function optionsOf<Options extends object>(context: Rule.RuleContext, defaults: Options): Options {
  return { ...defaults, ...context.options[0] as Partial<Options> | undefined }
}
