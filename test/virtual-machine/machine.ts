import { type ChildProcess, spawn } from 'node:child_process'
import { access, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'

import { eventually } from '../helpers/eventually.ts'
import type { MachineParts } from './machine-parts.ts'
import { Monitor, type QmpEvent } from './monitor.ts'

const bootDeadlineMs = 4 * 60_000 // when all others have the processors
const commandDeadlineMs = 4 * 60_000
const memoryMb = 768
const keepBytesPerSecond = 4e9 // as fast as the disk is
// Its clock counts what its processor does, 4 ns each, so that a loaded machine cannot make it late by its own watches.
const itsOwnTime = 'shift=2,sleep=on'
const afterOthers = 10

export interface MachineOptions {
  readonly parts: MachineParts
  readonly image: string
  /** A folder for its sockets; their paths must be short. */
  readonly folder: string
  /** Arguments of QEMU for the hardware, such as `-device i6300esb`. */
  readonly hardware: readonly string[]
  /** Words of the kernel's command line, for the guest. */
  readonly words?: readonly string[]
  /** What becomes of the machine when its watchdog is not kicked. */
  readonly onWatchdog?: 'poweroff' | 'reset'
}

/** What a command in the guest came to. */
export interface GuestResult {
  readonly code: number
  readonly output: string
  /** The guest's own clock, at the end of the command. */
  readonly uptimeS: number
}

/**
 * A virtual machine with a watchdog of its own: nothing of the real machine's is ever opened. Emulated (TCG), never by KVM: that
 * opens on many a machine on which no kernel boots.
 */
export class Machine {
  #console = ''
  #uptimeS = 0
  #hasEnded = false
  #answer = ''
  readonly #child: ChildProcess
  readonly #options: MachineOptions
  #port: Socket | undefined
  #monitor: Monitor | undefined

  private constructor(options: MachineOptions, child: ChildProcess) {
    this.#options = options
    this.#child = child
  }

  static async boot(options: MachineOptions): Promise<Machine> {
    const machine = await Machine.#start(options)
    await machine.whenUp()
    return machine
  }

  /** A machine that goes on where that one was when it was kept. Its hardware must be the same. */
  static async restore(options: MachineOptions, file: string): Promise<Machine> {
    const machine = await Machine.#start(options, ['-incoming', `exec:cat ${file}`])
    await machine.#monitor?.whenStatus('query-status', 'running')
    return machine
  }

  static async #start(options: MachineOptions, more: readonly string[] = []): Promise<Machine> {
    const { parts, image, folder, hardware, onWatchdog = 'poweroff', words = [] } = options
    const [qmp, port] = ['qmp', 'port'].map((name) => join(folder, name))
    const server = (id: string, path = ''): string[] => ['-chardev', `socket,id=${id},path=${path},server=on,wait=off`]
    // It dies with us, whatever we die of.
    const child = spawn('nice', [
      '-n', String(afterOthers), 'setpriv', '--pdeathsig', 'KILL', '--', parts.qemu, ...parts.qemuArgs,
      '-accel', 'tcg', '-icount', itsOwnTime, '-m', String(memoryMb), '-smp', '1', '-display', 'none', '-nodefaults',
      ...(onWatchdog === 'poweroff' ? ['-no-reboot'] : []), '-action', `watchdog=${onWatchdog}`,
      '-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console', ...server('port', port), '-serial', 'chardev:port',
      ...server('qmp', qmp), '-mon', 'chardev=qmp,mode=control', '-kernel', parts.kernel, '-initrd', image,
      '-append', ['console=ttyS0 quiet loglevel=4 panic=-1', ...words].join(' '), ...hardware, ...more,
    ], { env: { ...process.env, ...parts.qemuEnv }, stdio: ['ignore', 'pipe', 'pipe'] })
    const machine = new Machine(options, child)
    machine.#listen()
    machine.#port = await machine.#connect(port, (text) => { machine.#answer += text })
    machine.#monitor = new Monitor(await machine.#connect(qmp), () => machine.#uptimeS)
    await machine.#monitor.ask('qmp_capabilities')
    return machine
  }

  /** Resolves when the guest listens for commands, also after a reset. */
  async whenUp(): Promise<void> {
    await eventually('the virtual machine boots', async () => Promise.resolve(this.#takeAnswer()), bootDeadlineMs)
      .catch((error: unknown) => { throw new Error(`${String(error)}; its console:\n${this.#console}`) })
  }

  /** Runs a line of shell in the guest. */
  async run(line: string): Promise<GuestResult> {
    this.#answer = ''
    this.#port?.write(`${line}\n`)
    return eventually(`the guest has run ${line}`, async () => Promise.resolve(this.#takeAnswer()), commandDeadlineMs)
      .catch((error: unknown) => { throw new Error(`${String(error)}; its answer: ${this.#answer}; its console:\n${this.#console}`) })
  }

  /** The same, for a command that ends the machine, or does not end. */
  send(line: string): void {
    this.#port?.write(`${line}\n`)
  }

  /** The event, or undefined when it did not come before the deadline. */
  async event(name: string, deadlineMs: number): Promise<QmpEvent | undefined> {
    const find = (): QmpEvent | undefined => this.events.find(({ event }) => event === name)
    return eventually(name, async () => Promise.resolve(find()), deadlineMs).catch(() => undefined)
  }

  /** Writes down all that it is, to restore others from, and ends it. */
  async keep(file: string): Promise<void> {
    await this.#monitor?.ask('migrate-set-parameters', { 'max-bandwidth': keepBytesPerSecond })
    await this.#monitor?.ask('migrate', { uri: `exec:cat > ${file}.new && mv ${file}.new ${file}` })
    await this.#monitor?.whenStatus('query-migrate', 'completed')
    await eventually('all of it is written', async () => access(file).then(() => true))
    await this.end()
  }

  get events(): QmpEvent[] {
    return this.#monitor?.events ?? []
  }

  get console(): string {
    return this.#console
  }

  get uptimeS(): number {
    return this.#uptimeS
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL')
    await eventually('QEMU is gone', async () => Promise.resolve(this.#hasEnded))
    await rm(this.#options.folder, { recursive: true, force: true })
  }

  #listen(): void {
    let rest = ''
    this.#child.once('exit', () => { this.#hasEnded = true })
    this.#child.once('error', () => { this.#hasEnded = true })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          const [, up] = /@@up ([\d.]+)/u.exec(line) ?? []
          if (up === undefined) this.#console += `${line.trim()}\n`
          else this.#uptimeS = Number(up)
        }
      })
    }
  }

  async #connect(path = '', onText: (text: string) => void = () => undefined): Promise<Socket> {
    const socket = await eventually('QEMU listens', async () => new Promise<Socket>((resolve, reject) => {
      if (this.#hasEnded) throw new Error(`QEMU ended: ${this.#console}`)
      const attempt = connect(path, () => { resolve(attempt) }).once('error', reject)
    }))
    socket.on('error', () => undefined) // QEMU ended: its exit is what counts
    socket.setEncoding('utf8').on('data', onText)
    return socket
  }

  #takeAnswer(): GuestResult | undefined {
    if (this.#hasEnded) return { code: -1, output: `QEMU has ended; the console:\n${this.#console}`, uptimeS: this.#uptimeS }
    const [whole, output = '', code, up] = /^([\s\S]*?)@@ (\d+) ([\d.]+)\n/u.exec(this.#answer) ?? []
    if (whole === undefined) return undefined
    this.#answer = this.#answer.slice(whole.length)
    return { code: Number(code), output: output.trim(), uptimeS: Number(up) }
  }
}
