import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'

const senderFile = 'notify-sender.pl'
let sender: ChildProcess | undefined
let hasPerl = true

/**
 * Sends a message to systemd (sd_notify(3)), by a helper that lives on, for Node has no sockets of that kind; without Perl by
 * systemd's own helper, once for each message. That it arrived nobody tells: systemd-notify exits with 0 of one that was refused, too.
 */
export async function sendToSystemd(message: string): Promise<void> {
  if (sender?.exitCode !== null || sender.signalCode !== null) sender = await startSender()
  if (sender === undefined) spawn('systemd-notify', message.split(';'), { stdio: 'ignore' }).once('error', () => undefined)
  else sender.stdin?.write(`${message}\n`)
}

async function startSender(): Promise<ChildProcess | undefined> {
  if (!hasPerl) return undefined
  const script = join(dirname(process.argv[1] ?? ''), senderFile)
  const env = { ...process.env, PERL_BADLANG: '0' } // no word about locales
  const child = spawn('perl', [script], { stdio: ['pipe', 'ignore', 'inherit'], env })
  child.stdin.on('error', () => undefined) // it died; the next message starts another
  hasPerl = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => { resolve(true) })
    child.once('error', () => { resolve(false) })
  })
  return hasPerl ? child : undefined
}
