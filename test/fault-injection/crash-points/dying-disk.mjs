/**
 * Loaded before our programs (NODE_OPTIONS=--import), makes one of them die (SIGKILL) at its n-th operation on the disk, as
 * CRASH_ONLY_CRASH_POINT=<program>:<n>:<mark> says; the first that does leaves `<mark>`, and from then on nobody dies of it.
 * With n = 0 nobody dies, and `<mark>` lists the operations. So the programs under test are those that users run: there
 * is no hook in them, and no operation that one could have forgotten to count.
 */
import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const [program = '', at = '', mark = ''] = (process.env.CRASH_ONLY_CRASH_POINT ?? '').split(':')
const dieAt = Number(at)
const { appendFileSync, existsSync, writeFileSync, writeSync } = fs
let count = 0

if (program !== '' && basename(process.argv[1] ?? '').startsWith(`${program}.`) && (dieAt === 0 || !existsSync(mark))) {
  for (const name of ['rename', 'rm', 'unlink', 'link', 'mkdir', 'utimes', 'chmod', 'copyFile', 'mkdtemp']) before(fs.promises, name)
  before(fs.promises, 'open', createsFile)
  before(fs, 'open', createsFile)
  before(net.Server.prototype, 'listen', () => true)
  before(childProcess, 'spawn')
  before(childProcess, 'execFile') // mkfifo(1)
  // eslint-disable-next-line crash-only/no-non-atomic-write -- a half written file is what it is for
  amid(fs.promises, 'writeFile', ([path, data], half) => { writeFileSync(path, half(data)) })
  const handle = await fs.promises.open('/dev/null')
  const handles = Object.getPrototypeOf(handle)
  await handle.close()
  for (const name of ['sync', 'datasync', 'truncate']) before(handles, name)
  for (const name of ['write', 'writeFile', 'appendFile']) {
    amid(handles, name, ([data], half, self) => { writeSync(self.fd, half(data)) })
  }
  syncBuiltinESMExports()
}

function createsFile([, flags]) {
  return typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : flags !== undefined && flags !== 'r'
}

/** A point before each call. */
function before(owner, name, isPoint = () => true) {
  replace(owner, name, (original) => function (...args) {
    if (isPoint(args)) point(`${name} ${describe(args)}`, () => undefined)
    return original.apply(this, args)
  })
}

/** A point before each call, and one when half of it is on the disk. */
function amid(owner, name, writeHalf) {
  replace(owner, name, (original) => function (...args) {
    point(`${name} ${describe(args)}`, () => undefined)
    const half = (data) => { const bytes = Buffer.from(data); return bytes.subarray(0, bytes.length / 2) }
    point(`half of ${name} ${describe(args)}`, () => { writeHalf(args, half, this) })
    return original.apply(this, args)
  })
}

function replace(owner, name, wrap) {
  const original = owner[name]
  owner[name] = wrap(original)
  const promised = original[promisify.custom]
  if (promised !== undefined) owner[name][promisify.custom] = wrap(promised)
}

function point(what, leave) {
  count += 1
  if (dieAt === 0) appendFileSync(mark, `${count} ${what}\n`)
  if (count !== dieAt) return
  try {
    writeFileSync(mark, what, { flag: 'wx' })
  } catch {
    return // another one of it died of it
  }
  leave()
  process.kill(process.pid, 'SIGKILL')
}

function describe(args) {
  return args.filter((arg) => typeof arg === 'string').join(' ').slice(0, 120).replaceAll('\n', ' ')
}
