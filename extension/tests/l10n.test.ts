import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const extension = join(import.meta.dirname, '..')
const languages = ['de']

type Texts = Readonly<Record<string, string>>

const inCode = await textsOfCode()
const inManifest = await readTexts('package.nls.json')

test('every text of the code is written where it is translated: a text that is put together could not be', () => {
  expect(inCode.filter((text) => text === undefined)).toEqual([])
})

describe.each(languages)('in %s', async (language) => {
  const bundle = await readTexts(`l10n/bundle.l10n.${language}.json`)
  const manifest = await readTexts(`package.nls.${language}.json`)

  test('every text of the code is there, and no other', () => {
    expect(Object.keys(bundle).sort()).toEqual([...new Set(inCode)].sort())
  })

  test('every text of the manifest is there, and no other', () => {
    expect(Object.keys(manifest)).toEqual(Object.keys(inManifest))
  })

  test('every text has the same places to fill in, the same icons and the same links', () => {
    for (const [text, translated] of Object.entries(bundle)) expect(fixedParts(translated), text).toEqual(fixedParts(text))
    for (const [key, text] of Object.entries(inManifest)) expect(fixedParts(manifest[key] ?? ''), key).toEqual(fixedParts(text))
  })

  test('no text is empty', () => {
    for (const [key, text] of Object.entries({ ...bundle, ...manifest })) expect(text.trim(), key).not.toBe('')
  })
})

function fixedParts(text: string): string[] {
  return (text.match(/\{\d\}|\$\([\w~-]+\)|\(command:[^)]+\)|`[^`]+`/gu) ?? []).sort()
}

async function readTexts(file: string): Promise<Texts> {
  return JSON.parse(await readFile(join(extension, file), 'utf8')) as Texts
}

/** What each call of the translator is given; undefined where that is no literal. */
async function textsOfCode(): Promise<(string | undefined)[]> {
  const files = (await readdir(join(extension, 'src'), { recursive: true })).filter((name) => name.endsWith('.ts'))
  const found = await Promise.all(files.map(async (name) => {
    const source = ts.createSourceFile(name, await readFile(join(extension, 'src', name), 'utf8'), ts.ScriptTarget.Latest)
    return textsBelow(source, source)
  }))
  return found.flat()
}

function textsBelow(node: ts.Node, source: ts.SourceFile): (string | undefined)[] {
  const below: (string | undefined)[] = []
  node.forEachChild((child) => { below.push(...textsBelow(child, source)) })
  const isTranslated = ts.isCallExpression(node) && /\bl10n\.t$/u.test(node.expression.getText(source))
  const [text] = isTranslated ? node.arguments : []
  if (!isTranslated) return below
  return [...below, text !== undefined && ts.isStringLiteralLike(text) ? text.text : undefined]
}
