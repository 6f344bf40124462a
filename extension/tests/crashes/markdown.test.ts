import { expect, test } from 'vitest'

import { escapedWithCode } from '../../src/crashes/markdown.ts'

test.each([
  ['in fs.readSync()', 'in fs\\.readSync\\(\\)'],
  ['with `/bin/sh -c [a](b)` running', 'with `/bin/sh -c [a](b)` running'],
  ['a ` alone, [b](c)', 'a \\` alone, \\[b\\]\\(c\\)'],
  ['`one\n\ntwo` and [b](c)', '`one  two` and \\[b\\]\\(c\\)'],
  ['``` [b](c)', '\\`\\`\\` \\[b\\]\\(c\\)'],
  ['`` [b](c)', ' \\[b\\]\\(c\\)'],
])('of %j only what stands between two backticks is code', (text, markdown) => {
  expect(escapedWithCode(text)).toBe(markdown)
})
