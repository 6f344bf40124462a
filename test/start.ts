// npm start [-- folder]: the real editor with our extension, and the project open in it and running.
// Reads: the folder (default: the demo). Writes: the packaged extension into dist/, the editor into its cache folder.
// After a crash: the editor and the project are tied to this process, so they end with it, however it ends.
// Exit codes: 100 fix your input, 111 try again later. Without trouble it runs until Ctrl-C.
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { addressOf } from './helpers/editor/editor-address.ts'
import { editorEnvironment } from './helpers/editor/editor-environment.ts'
import { endWithNpm } from './helpers/editor/end-with-npm.ts'
import { choosePort } from './helpers/editor/free-port.ts'
import { installEditor } from './helpers/editor/install-editor.ts'
import { openSessionFolder } from './helpers/editor/session-folder.ts'
import { startEditor } from './helpers/editor/start-editor.ts'
import { startTied, type TiedProcess } from './helpers/editor/tied-process.ts'
import { packageExtension } from '../extension/package.ts'

const root = join(import.meta.dirname, '..')
const demoFolder = join(import.meta.dirname, 'programs/demo')
const demoPort = 3000
const inputError = 100
const tryAgainLater = 111

await endWithNpm()
const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), process.argv[2] ?? demoFolder)
await requireFolder()
say('packaging the extension')
const extension = await packageExtension()
const environment = await chooseEnvironment()
const project = await runProject()
const editor = await Promise.race([project.failed, openEditor()])
say(`the project is running, what happens to it goes to ${project.outputFile}`)
say('open this address in a browser, Ctrl-C ends everything')
process.stdout.write(`\n${addressOf(editor, { folder })}\n\n`)
await editor.ended
fail(tryAgainLater, `the editor ended (see ${editor.logFile})`)

async function requireFolder(): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory() !== true) fail(inputError, `cannot open ${folder}: no such folder (give a project's folder)`)
}

/** The demo shows itself on a port that is free; a project of yours knows its own. */
async function chooseEnvironment(): Promise<NodeJS.ProcessEnv> {
  if (folder !== demoFolder || process.env['PORT'] !== undefined) return editorEnvironment()
  const port = await choosePort(demoPort)
  say(`the demo serves on http://127.0.0.1:${port}/`)
  return editorEnvironment({ PORT: String(port) })
}

/** The command holds the project's lease as long as it lives, and it lives as long as we do. */
async function runProject(): Promise<{ outputFile: string; failed: Promise<never> }> {
  const session = await openSessionFolder()
  const outputFile = join(session.folder, 'project.log')
  const command = join(root, 'extension/cli/bin/crash-only.js')
  const tied = await startTied({
    command: process.execPath,
    args: [command, 'run', '--quiet'],
    cwd: folder,
    env: environment,
    outputFile,
  })
  return { outputFile, failed: failWith(tied, outputFile) }
}

/** Stopped from the editor, the command ends with 0, and the editor stays. */
async function failWith(project: TiedProcess, outputFile: string): Promise<never> {
  const code = await project.ended
  if (code !== 0) fail(code, `cannot run the project: ${await lastLine(outputFile)}`)
  return new Promise(() => undefined)
}

async function lastLine(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  return lines.at(-1) ?? ''
}

async function openEditor() {
  const place = await installEditor(report)
  // The reader has asked for this folder to run, so it is trusted. A reload starts it again if it was stopped.
  const settings = { 'crashOnly.autoStart': true }
  return startEditor({ place, extensions: [extension], trust: 'every-folder', settings, environment })
}

function say(text: string): void {
  report(`start: ${text}`)
}

function report(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(code: number, text: string): never {
  process.stderr.write(`start: ${text}\n`)
  process.exit(code)
}
