import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

import ts from 'typescript'
import { describe, expect, test } from 'vitest'

import { root, trackedFiles } from './tracked-files.ts'

const supervision = 'extension/supervision/src'

/** The table of ARCHITECTURE.md: who may import whom. The first row that fits a file holds. */
const rows: readonly { readonly from: string; readonly may: readonly string[]; readonly packages: readonly string[] }[] = [
  {
    from: 'eslint-plugin/src',
    may: ['eslint-plugin/src', 'eslint-plugin/package.json'],
    packages: ['acorn', 'eslint', 'eslint-scope', 'eslint-visitor-keys', 'estree', 'scslre'],
  },
  { from: `${supervision}/platform`, may: [`${supervision}/platform`], packages: [] },
  {
    from: `${supervision}/state`,
    may: [
      `${supervision}/state`,
      ...['durable-file', 'json', 'replace-file', 'plain-file', 'process-identity', 'process-stat'].map((name) => `${supervision}/platform/${name}.ts`),
    ],
    packages: [],
  },
  ...['restarter', 'watchdog', 'checker', 'relay'].map((program) => ({
    from: `${supervision}/${program}`, may: [`${supervision}/${program}`, `${supervision}/state`, `${supervision}/platform`], packages: [],
  })),
  { from: `${supervision}/heartbeat`, may: [`${supervision}/heartbeat`], packages: [] },
  {
    from: 'extension/cli/src',
    may: ['extension/cli/src', 'extension/cli/package.json', `${supervision}/state`, `${supervision}/platform`],
    packages: ['ajv', 'commander', 'fastest-levenshtein', 'jsonc-parser', 'npm-run-path', 'which', 'yaml'],
  },
  {
    from: 'extension/lint-server/src',
    may: ['extension/lint-server/src', 'eslint-plugin/src'],
    packages: ['eslint/universal', 'ignore', 'vscode-languageserver', 'vscode-languageserver/node', 'vscode-languageserver-textdocument'],
  },
  {
    from: 'extension/src',
    may: ['extension/src', `${supervision}/state`, 'extension/lint-server/src/eslint-config/ask-eslint.ts'],
    packages: ['@babel/parser', 'magic-string', 'vscode', 'vscode-languageclient/node'],
  },
]

describe('imports go in the directions of ARCHITECTURE.md', async () => {
  for (const { from, may, packages } of rows) {
    for (const file of await trackedFiles(`${from}/*.ts`)) {
      test(file, async () => {
        for (const name of await importsOf(file)) {
          if (name.startsWith('node:')) continue
          if (!name.startsWith('.')) { expect(packages, name).toContain(name); continue }
          const target = relative(root, join(root, dirname(file), name))
          expect(may.some((folder) => target === folder || target.startsWith(`${folder}/`)), `${file} imports ${target}`).toBe(true)
        }
      })
    }
  }
})

test('nothing but tests imports from test/', async () => {
  for (const file of await trackedFiles('eslint-plugin/src/*.ts', 'extension/*.ts')) {
    if (file.includes('/tests/')) continue
    const names = await importsOf(file)
    expect(names.filter((name) => join(dirname(file), name).startsWith('test/')), file).toEqual([])
  }
})

// What is imported for its type alone is gone when the program runs.
async function importsOf(file: string): Promise<string[]> {
  const source = ts.createSourceFile(file, await readFile(join(root, file), 'utf8'), ts.ScriptTarget.Latest)
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    const { moduleSpecifier } = statement
    const isTypeOnly = /^(?:import|export) type\b/u.test(statement.getText(source))
    return !isTypeOnly && moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : []
  })
}
