import type { HoldSpec } from '../../../supervision/src/state/held-socket.ts'
import type { ProcessSpec } from '../../../supervision/src/state/project.ts'
import { listenAddress } from '../project/inherited-sockets.ts'
import { commentLines, type Exporter, type ExportFacts, hasCritical, mark } from './exported.ts'

const watchdogS = 30
const attempts = 5
const attemptsWithinS = 300

/** A unit that systemd watches by what the relay beside it says. */
export const toSystemd: Exporter = (facts) => {
  const held = facts.processes.filter(({ hold }) => hold.length > 0)
  const sockets = held.map((spec) => ({ path: socketName(facts, spec), text: socketUnit(facts, spec) }))
  return [{ path: `${facts.name}.service`, text: service(facts, sockets.map(({ path }) => path)) }, ...sockets]
}

function socketName({ name }: ExportFacts, spec: ProcessSpec): string {
  return `${name}-${spec.name}.socket`
}

/** systemd opens what `hold` names: connections wait in it while the whole unit is restarted. */
function socketUnit(facts: ExportFacts, { name, hold }: ProcessSpec): string {
  return `${commentLines(mark('systemd'))}
[Unit]
Description=Listening sockets of ${name} of ${facts.name}

[Socket]
${hold.map((wanted) => `ListenStream=${listenPlace(wanted)}\n`).join('')}# By this name they are found.
FileDescriptorName=${name}
Service=${facts.name}.service

[Install]
WantedBy=sockets.target
`
}

function listenPlace(wanted: HoldSpec): string {
  if (wanted.kind === 'unix') return toPath(wanted.path)
  const address = listenAddress(wanted.host)
  return address === undefined ? String(wanted.port) : `${address.includes(':') ? `[${address}]` : address}:${wanted.port}`
}

function about({ name, machine, processes }: ExportFacts): string {
  const files = processes.some(({ hold }) => hold.length > 0) ? `${name}.service ${name}-*.socket` : `${name}.service`
  const place = machine.isRoot ? '/etc/systemd/system/' : '/etc/systemd/system/ (as root)'
  return `
Install: cp ${files} ${place}; systemctl daemon-reload; systemctl enable --now ${name}
Look at it: XDG_RUNTIME_DIR=/run/crash-only-${name} crash-only status, as ${machine.user}, in the project's folder.
Stop it with systemctl, which would start again what \`crash-only stop\` stopped.`
}

function service(facts: ExportFacts, sockets: readonly string[]): string {
  const { name, folder, machine } = facts
  const all = sockets.join(' ')
  const exec = [...machine.command, 'run', '--systemd'].map(toWord).join(' ')
  // After the last attempt a person must look, or, where a critical process depends on it, the computer begins anew.
  const [action, why] = hasCritical(facts)
    ? ['reboot-force', 'a process is critical, so the computer reboots']
    : ['none', 'a person must look; no process is marked as critical']
  return `${commentLines(`${mark('systemd')}\n${about(facts)}`)}
[Unit]
Description=${name}, guarded by Crash-Only
After=network.target
# ${attempts} failures within ${attemptsWithinS} s: ${why}.
StartLimitIntervalSec=${attemptsWithinS}
StartLimitBurst=${attempts}
StartLimitAction=${action}

[Service]
Type=notify
# The relay speaks by a helper: only with "all" is that heard from a user who is not root.
NotifyAccess=all
ExecStart=${exec}
WorkingDirectory=${toPath(folder)}
${machine.isRoot ? '' : `User=${machine.user}\n`}Environment=${toWord(`PATH=${machine.searchPath}`)}
${all === '' ? '' : `Sockets=${all}\n`}RuntimeDirectory=crash-only-${name}
RuntimeDirectoryMode=0700
Environment=XDG_RUNTIME_DIR=%t/crash-only-${name}
# The relay passes the watchdog's health on; silence of it for so long restarts all.
WatchdogSec=${watchdogS}
Restart=always
RestartSec=1
# Every instant is a safe one to die in: nothing is waited for.
KillSignal=SIGKILL
WatchdogSignal=SIGKILL
# A program that the kernel kills for its memory is restarted by us, without the others.
OOMPolicy=continue

[Install]
WantedBy=multi-user.target
${all === '' ? '' : `Also=${all}\n`}`
}

/** A word of a command line or of Environment= (systemd.syntax(7), systemd.service(5), specifiers and variables are doubled). */
function toWord(text: string): string {
  const escaped = text.replaceAll('%', '%%').replaceAll('$', '$$$$').replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  return /[\s"'\\;]/u.test(text) ? `"${escaped}"` : escaped
}

// A path is taken as it stands, but for specifiers.
function toPath(path: string): string {
  return path.replaceAll('%', '%%')
}
