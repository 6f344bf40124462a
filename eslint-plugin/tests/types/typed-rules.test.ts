import { noBlockingCall } from '../../src/rules/no-blocking-call.ts'
import { noExitCleanup } from '../../src/rules/no-exit-cleanup.ts'
import { noGracefulShutdown } from '../../src/rules/no-graceful-shutdown.ts'
import { noNonAtomicWrite } from '../../src/rules/no-non-atomic-write.ts'
import { noSwallowedCrash } from '../../src/rules/no-swallowed-crash.ts'
import { requireTransaction } from '../../src/rules/require-transaction.ts'
import { checkRule, type Case } from '../check-rule.ts'

interface TypedCases {
  readonly found: readonly string[]
  readonly accepted: readonly string[]
  readonly options?: readonly object[]
}

// With types more is found. The same code without them is accepted, and nothing throws.
function checkTyped(name: string, rule: Parameters<typeof checkRule>[1], { found, accepted, options = [] }: TypedCases): void {
  const as = (language: Case['language'] & string) => (code: string): Case => ({ code, language, options })
  checkRule(name, rule, {
    reports: found.map(as('typed')),
    accepts: [...accepted.map(as('typed')), ...found.map(as('typescript')), ...accepted.map(as('typescript'))],
  })
}

const handler = 'export const poll = (): unknown => setInterval(() => { CALL }, 1000);'

function inHandler(imports: string, call: string): string {
  return `${imports}; ${handler.replace('CALL', call)}`
}

checkTyped('no-graceful-shutdown', noGracefulShutdown, {
  found: [
    'export function listen(host: NodeJS.Process): void { host.on("SIGTERM", () => { quit() }) } declare function quit(): void',
    'class App { constructor(private readonly host: typeof process) { this.host.once("SIGINT", () => { stop() }) } } declare function stop(): void',
    'interface Services { proc: NodeJS.Process } export function wire({ proc }: Services): void { proc.on("SIGTERM", () => { quit() }) } declare function quit(): void',
  ],
  accepted: [
    'import type { EventEmitter } from "node:events"; export function listen(host: EventEmitter): void { host.on("SIGTERM", () => { quit() }) } declare function quit(): void',
    'export function listen(host: any): void { host.on("SIGTERM", () => { quit() }) } declare function quit(): void',
    'export function listen<T extends object>(host: T & { on(name: string, done: () => void): void }): void { host.on("SIGTERM", () => { quit() }) } declare function quit(): void',
  ],
})

checkTyped('no-exit-cleanup', noExitCleanup, {
  found: ['export function listen(host: NodeJS.Process): void { host.on("exit", () => { save() }) } declare function save(): void'],
  // A child that ends is no end of ours.
  accepted: ['import type { ChildProcess } from "node:child_process"; export function listen(child: ChildProcess): void { child.on("exit", () => { save() }) } declare function save(): void'],
})

checkTyped('no-swallowed-crash', noSwallowedCrash, {
  found: ['export function listen(host: NodeJS.Process): void { host.on("uncaughtException", () => { console.log("oops") }) }'],
  accepted: ['import type { EventEmitter } from "node:events"; export function listen(host: EventEmitter): void { host.on("uncaughtException", () => { console.log("oops") }) }'],
})

checkTyped('no-non-atomic-write', noNonAtomicWrite, {
  found: [
    'export async function save(files: typeof import("node:fs"), text: string): Promise<void> { await files.promises.writeFile("state.json", text) }',
    'import { save as writeFile } from "./files.ts"; writeFile("state.json", "text", () => {})',
    'import { files } from "./files.ts"; files.writeFileSync("state.json", "text")',
  ],
  accepted: [
    'interface Files { writeFile(path: string, text: string): Promise<void> } export async function save(fs: Files, text: string): Promise<void> { await fs.writeFile("state.json", text) }',
    'export async function save(fs: any, text: string): Promise<void> { await fs.writeFile("state.json", text) }',
  ],
})

checkTyped('no-blocking-call', noBlockingCall, {
  // The folder of the project is called fixtures.
  options: [{ cliFiles: [] }],
  found: [
    inHandler('import { slurpSync } from "./files.ts"', 'slurpSync("a")'),
    inHandler('import { files } from "./files.ts"', 'files.opendirSync("a")'),
    inHandler('import { loadSync } from "./files.ts"', 'loadSync("a")'),
    inHandler('import * as own from "./files.ts"', 'own.loadSync("a")'),
    inHandler('import { indirectSync } from "./files.ts"', 'indirectSync("a")'),
    inHandler('import { Store } from "./files.ts"; const store = new Store()', 'store.loadSync("a")'),
  ],
  accepted: [
    inHandler('import { parseSync } from "./files.ts"', 'parseSync("a")'),
    inHandler('import { Store } from "./files.ts"; const store = new Store()', 'store.readSync()'),
    inHandler('declare function otherSync(): void', 'otherSync()'),
    inHandler('import { loadSync } from "./missing.ts"', 'loadSync("a")'),
    inHandler('import { existsSync } from "./files.ts"', 'existsSync("a")'),
    'import { loadSync } from "./files.ts"; export const config = loadSync("a")',
  ],
})

// A name of the file system's functions is believed where nothing tells what the object is. Types tell.
const inMemory = 'class Volume { statSync(name: string): string { return name } } '
  + 'export const poll = (volume: Volume): unknown => setInterval(() => { volume.statSync("a") }, 1000)'

checkRule('no-blocking-call', noBlockingCall, {
  reports: [{ code: inMemory, language: 'typescript', options: [{ cliFiles: [] }] }],
  accepts: [{ code: inMemory, language: 'typed', options: [{ cliFiles: [] }] }],
})

// Types take reports away, too: nothing is done through these that a transaction could hold together.
const twoStatements = (client: string): string => (
  `${client} export async function change(db: Client): Promise<void> { db.query("INSERT INTO a VALUES (1)"); db.query("UPDATE b SET c = 1") }`
)

checkRule('require-transaction', requireTransaction, {
  reports: [
    { code: twoStatements('import type { Database as Client } from "./files.ts";'), language: 'typed' },
    { code: twoStatements('type Client = any;'), language: 'typed' },
    { code: twoStatements('import type { Database as Client } from "./files.ts";'), language: 'typescript' },
    { code: twoStatements('import type { EventEmitter as Client } from "node:events";'), language: 'typescript' },
    { code: twoStatements('import type { DatabaseSync as Client } from "node:sqlite";'), language: 'typed' },
  ],
  accepts: [
    { code: twoStatements('import type { EventEmitter as Client } from "node:events";'), language: 'typed' },
    { code: 'export function split(sql: RegExp): void { sql.exec("INSERT INTO a VALUES (1)"); sql.exec("UPDATE b SET c = 1") }', language: 'typed' },
  ],
})
