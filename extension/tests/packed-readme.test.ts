import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { packedReadme } from '../packed-readme.ts'

test('the packed README shows no picture that the editor could not show, and is else the same', async () => {
  const text = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
  const packed = packedReadme(text)
  expect(text).toContain('](../docs/pictures/')
  expect(packed).not.toMatch(/\]\((?!https:)/u)
  const isPicture = (line: string): boolean => line.startsWith('![')
  const lines = (readme: string): string[] => readme.split('\n').filter((line) => line !== '' && !isPicture(line))
  expect(lines(packed)).toEqual(lines(text))
})

test('a picture with an address stays', () => {
  const text = '# Title\n\n![far](https://example.com/far.png)\n\n![near](../near.png)\n\nText.\n'
  expect(packedReadme(text)).toBe('# Title\n\n![far](https://example.com/far.png)\n\nText.\n')
})
