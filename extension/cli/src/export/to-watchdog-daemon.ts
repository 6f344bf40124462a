import { toShellText } from '../../../supervision/src/state/shell-text.ts'
import { commentLines, type ExportFacts, type Exporter, mark } from './exported.ts'

const changeS = 10
const retryS = 10
const repairTakesS = 120

const aboutRepair = `
watchdog(8) calls it with an error number when our heartbeat file stands still. 0: repaired, go on. All else: it reboots.
`

/** A configuration of Linux's watchdog daemon (watchdog.conf(5)), and the repair program that it calls before it reboots. */
export const toWatchdogDaemon: Exporter = (facts) => [
  { path: 'watchdog.conf', text: `${commentLines(`${mark('watchdog-daemon')}\n${about(facts)}`)}${conf(facts)}` },
  { path: `crash-only-repair-${facts.name}`, text: repair(facts), isProgram: true },
]

function about({ name }: ExportFacts): string {
  return `
The daemon reboots the computer when our heartbeat file stands still for ${changeS} s, and for ${retryS} s more, and the repair
program cannot help: ${changeS + retryS} to ${changeS + retryS + 3} s after the last beat.
It also does where the file is missing, so begin in this order:
  crash-only start && crash-only relay --file
  cp crash-only-repair-${name} /usr/local/sbin/ && cp watchdog.conf /etc/watchdog.conf && systemctl restart watchdog
End in the other order: stop the daemon, then \`crash-only relay --stop\`.`
}

function conf({ name, machine }: ExportFacts): string {
  return `
interval        = 1
realtime        = yes
priority        = 1
admin           =

file            = ${machine.relayFile}
change          = ${changeS}
retry-timeout   = ${retryS}

repair-binary   = /usr/local/sbin/crash-only-repair-${name}
repair-timeout  = ${repairTakesS}
repair-maximum  = 3

# The daemon can also hold the computer's watchdog device. Not when a relay of ours holds it: one of the two.
# watchdog-device  = /dev/watchdog
# watchdog-timeout = 60
`
}

function repair({ folder, machine }: ExportFacts): string {
  const variables = Object.entries({ PATH: machine.searchPath, ...machine.places }).map(([name, value]) => `${name}=${value}`)
  const who = machine.isRoot ? [] : ['runuser', '-u', machine.user, '--']
  const command = toShellText([...who, 'env', ...variables, ...machine.command])
  return `#!/bin/sh
${commentLines(`${mark('watchdog-daemon')}\n${aboutRepair}`)}file=${toShellText([machine.relayFile])}
crash_only() { ${command} "$@" </dev/null >/dev/null 2>&1; }

cd ${toShellText([folder])} || exit 1
crash_only check
if [ $? -eq 245 ]; then
    touch "$file" # somebody stopped the project: there is nothing to guard
    exit 0
fi
crash_only start          # supervision, where all of it was killed
crash_only relay --file "$file"
crash_only check || exit $?
touch "$file"
`
}
