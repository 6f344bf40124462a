import { commentLines, type Exporter, type ExportFacts, hasCritical, mark } from './exported.ts'

const watchdogS = 30
const attempts = 5
const attemptsWithinS = 300

/** A unit that systemd watches by what the relay beside it says. */
export const toSystemd: Exporter = (facts) => [{ path: `${facts.name}.service`, text: service(facts) }]

function about({ name, machine }: ExportFacts): string {
  const place = machine.isRoot ? '/etc/systemd/system/' : '/etc/systemd/system/ (as root)'
  return `
Install: cp ${name}.service ${place}; systemctl daemon-reload; systemctl enable --now ${name}
Look at it: XDG_RUNTIME_DIR=/run/crash-only-${name} crash-only status, as ${machine.user}, in the project's folder.
Stop it with systemctl, which would start again what \`crash-only stop\` stopped.`
}

function service(facts: ExportFacts): string {
  const { name, folder, machine } = facts
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
RuntimeDirectory=crash-only-${name}
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
`
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
