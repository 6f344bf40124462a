import { noCatastrophicRegex } from '../../src/rules/no-catastrophic-regex.ts'
import { checkRule } from '../check-rule.ts'

checkRule('no-catastrophic-regex', noCatastrophicRegex, {
  reports: [
    String.raw`/^(\w+\s?)+$/.test(text)`,
    String.raw`const list = /^(?:\d+,?)*;$/`,
    String.raw`text.match(/(x+x+)+y/)`,
    String.raw`/^(?:[a-z]+|[a-m]+)*!$/i.test(text)`,
    String.raw`const pattern = new RegExp('^(a+)+$')`,
    `new RegExp('(a+)+', flags)`,
    String.raw`const pattern = RegExp('^(?:a+|b)+$', 'i')`,
    { code: String.raw`/^(?:a+)+$/.test(text as string)`, language: 'typescript' },
    { code: `/^(?:a+)+$/.test(text)`, suggestions: { same: `/^a+$/.test(text)` } },
    { code: `new RegExp('^(?:a+)+$')`, suggestions: {} },
  ],
  accepts: [
    String.raw`/^\w+(?:\s\w+)*$/.test(text)`,
    String.raw`/^\d+,\d+$/.test(text)`,
    // It takes the square of the length, which is no hang.
    String.raw`/\s+$/.test(text)`,
    String.raw`/a*a*b/.test(text)`,
    String.raw`/(?:a+){1,2}/.test(text)`,
    // Its modifiers are beyond the analysis.
    `new RegExp('(?i:a+)+$')`,
    `new RegExp(pattern)`,
    `new RegExp('[')`,
    `new RegExp('(a+)+', 'q')`,
    `const RegExp = mine; RegExp('^(a+)+$')`,
    `import { RegExp } from './mine.js'; new RegExp('^(a+)+$')`,
    String.raw`/(?<year>\d+)-(?<month>\d+)/v.exec(text)`,
    `it('is slow', () => { /^(a+)+$/.test(text) })`,
  ],
})
