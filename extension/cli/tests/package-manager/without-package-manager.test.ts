import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { withoutPackageManager } from '../../src/package-manager/without-package-manager.ts'

const plain = { scripts: { start: 'node server.js', dev: 'npm run start', round: 'npm run about', about: 'npm run round' } }
const hooks = { scripts: { ...plain.scripts, prestart: 'node before.js' } }

describe('what is not sure to be the same is left to the package manager', () => {
  test.each([
    ['a hook before the script', 'npm start', { 'package.json': hooks }],
    ['a flag that is not understood', 'npm start --workspace api', { 'package.json': plain }],
    ['another folder', 'npm --prefix api start', { 'package.json': plain }],
    ['a command that the shell must read', 'npm start | tee log', { 'package.json': plain }],
    ['a variable in the command', 'npm start -- $PORT', { 'package.json': plain }],
    ['a shell of the user\'s choice', 'npm start', { 'package.json': plain, '.npmrc': 'script-shell=/bin/bash' }],
    ['a tool that is not installed', 'npx nobody-has-this', { 'package.json': plain }],
    ['a tool in a version', 'npx vite@7', { 'package.json': plain }],
    ['the second Yarn', 'yarn start', { 'package.json': { ...plain, packageManager: 'yarn@4.1.0' } }],
    ['no package at all', 'npm start', {}],
    ['a command of the package manager itself', 'pnpm install', { 'package.json': { scripts: { install: 'x' } } }],
  ])('%s', async (_why, command, files) => {
    expect((await direct(command, files)).command).toBe(command)
  })

  test('scripts that call each other in a circle are followed to an end', async () => {
    expect((await direct('npm run round', { 'package.json': plain })).command).toMatch(/^npm run (?:round|about)$/u)
  })
})

describe('what is sure is resolved', () => {
  test.each([
    ['npm start', { 'package.json': plain }, 'node server.js'],
    ['npm run dev', { 'package.json': plain }, 'node server.js'],
    ['npm start', { 'package.json': {}, 'server.js': {} }, 'node server.js'],
    ['npm start -- --port 3', { 'package.json': plain }, 'node server.js --port 3'],
    ['npm start -- "it\'s"', { 'package.json': plain }, String.raw`node server.js 'it'\''s'`],
  ])('%s', async (command, files, expected) => {
    expect((await direct(command, files)).command).toBe(expected)
  })

  test('a script that is not there is named, with the one that was meant', async () => {
    await expect(direct('npm run strat', { 'package.json': plain })).rejects.toThrow(/has no such script \(did you mean "start"\?\)/u)
  })
})

describe('a package\'s command', () => {
  const files = {
    'node_modules/.bin/serves': '#!/usr/bin/env node\n', 'node_modules/.bin/shell': '#!/bin/sh\n',
    'package.json': { scripts: { start: 'PORT=3 serves -v' } },
  }

  test.each(['serves -v', 'PORT=3 serves -v', 'npm start', 'npx serves -v'])('that its first line gives to Node is Node\'s: %s', async (command) => {
    const { command: resolved, env, cwd } = await direct(command, files)
    expect(resolved).toEqual(['node', join(cwd, 'node_modules/.bin/serves'), '-v'])
    if (command.includes('PORT') || command === 'npm start') expect(env).toMatchObject({ PORT: '3' })
  })

  test.each(['shell -v', 'serves | tee log', './serves', 'nobody'])('anything else is left as it is: %s', async (command) => {
    expect((await direct(command, files)).command).toBe(command)
  })
})

async function direct(command: string, files: Readonly<Record<string, unknown>>) {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), 'co-package-')))
  onTestFinished(async () => { await rm(cwd, { recursive: true, force: true }) })
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return withoutPackageManager({ command, cwd, env: {} })
}
