import { dirname, join } from 'node:path'

import type { Rule } from 'eslint'

import { isRequestHandler } from '../phase/evidence.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { isEntry, packageOfSync, pathBelow } from './package-of.ts'

// A program that does one thing and ends serves nobody while it blocks.
export function isCliFile(context: Rule.RuleContext, file: SourceFile, names: readonly string[]): boolean {
  const own = packageOfSync(context.filename)
  if ((own && isCliPackage(own.name)) || isNamedAmong(context, names)) return true
  const isOwnProgram = own?.programs.has(pathBelow(own.root, context.filename)) === true
  const isProgram = isOwnProgram || file.source.text.startsWith('#!') || readsCommandLine(file)
  return isProgram && !answersRequests(file)
}

// Whether the path of the file has one of these names in it.
export function isNamedAmong(context: Rule.RuleContext, names: readonly string[]): boolean {
  const own = packageOfSync(context.filename)
  const paths = [own ? pathBelow(own.root, context.filename) : relativeName(context)]
  if (isInProject(context)) paths.push(relativeName(context))
  // Who imports the package gets its entries, whatever these are called; the folder that they are in tells all the same.
  const isGiven = own !== undefined && isEntry(own, context.filename)
  return paths.some((path) => isNamedSo(isGiven ? dirname(path) : path, names))
}

// As far as the names tell.
export function isCliPath(path: string, root: string, names: readonly string[]): boolean {
  return isNamedSo(pathBelow(root, path), names)
}

// A package of a workspace may stand in a folder that says it. Outside of a project the folders say nothing.
function isInProject({ cwd }: Rule.RuleContext): boolean {
  return packageOfSync(join(cwd, 'package.json'))?.root === cwd
}

// `sequelize-cli`, `create-app`, `generator-x`: tools that npm starts for one command.
function isCliPackage(name: string): boolean {
  return /(?:^|\/)(?:create|generator)-|[-/](?:cli|codemod|scaffold|mock|testing|test-utils?)$/.test(name)
}

function relativeName({ cwd, filename }: Rule.RuleContext): string {
  return filename.startsWith(cwd) ? filename.slice(cwd.length) : filename
}

// A name stands for a folder of the path, a whole file name, or a file name without its extensions.
function isNamedSo(relative: string, names: readonly string[]): boolean {
  const parts = relative.split(/[\\/]/)
  const base = parts.at(-1) ?? ''
  // `config.service.js` is a service.
  const stem = /\.(?:service|controller|module|provider|resolver)\./.test(base) ? base : base.replace(/\..*$/, '')
  const lastWords = [parts.length > 1 ? parts[0] ?? '' : '', stem].flatMap((part) => lastWord.exec(part)?.[1] ?? [])
  const firstWord = /^(?:pre|post)?install(?=[-_])/.exec(stem) ?? []
  const candidates = new Set([...parts, stem, ...firstWord, ...base.split('.').slice(1, -1), ...lastWords])
  return names.some((name) => candidates.has(name) || candidates.has(name.toUpperCase()))
}

// `dist-tools/`, `server_test.js`.
const lastWord = /[-_](tools|scripts?|cli|tests?|spec|fixtures|mocks|benchmarks?|generators)$/

const argumentParsers = new Set(['commander', 'yargs', 'yargs/yargs', 'meow', 'cac', 'minimist', 'arg', 'mri', 'sade',
  'optimist', 'nopt', 'getopts', 'command-line-args', '@oclif/core', '@oclif/command', 'inquirer', '@inquirer/prompts',
  'prompts', 'enquirer', 'caporal', 'clipanion', 'argparse', 'dashdash', 'optionator', 'yargs-parser', 'citty'])
const servers = /^(?:node:)?(?:https?|http2|net|express|fastify|koa|@hapi\/hapi|restify|connect|polka|hono|ws|socket\.io)$/

function readsCommandLine(file: SourceFile): boolean {
  const imported = importedModules(file)
  return imported.some((name) => argumentParsers.has(name)) && !imported.some((name) => servers.test(name))
}

// A server can be started from the command line too.
function answersRequests(file: SourceFile): boolean {
  return file.index.functions.some((fn) => isRequestHandler(fn))
}

export function importedModules(file: SourceFile): readonly string[] {
  return answerOnce<readonly string[]>(file, 'imported modules', file.source.ast, { meanwhile: [], find: () => findImported(file) })
}

function findImported(file: SourceFile): readonly string[] {
  const required = file.index.calls.flatMap(({ callee, arguments: [first] }) => (
    callee.type === 'Identifier' && callee.name === 'require' && first?.type === 'Literal' ? String(first.value) : []
  ))
  const imported = file.source.ast.body.flatMap((statement) => (
    statement.type === 'ImportDeclaration' ? String(statement.source.value) : []
  ))
  return [...new Set([...required, ...imported])]
}
