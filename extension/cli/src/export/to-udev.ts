import { commentLines, type Exporter, mark } from './exported.ts'

const about = `
Gives the computer's watchdog devices to a group, so that \`crash-only relay --device /dev/watchdog0\` needs no root:
  groupadd --system watchdog && usermod --append --groups watchdog USER
  cp 60-crash-only-watchdog.rules /etc/udev/rules.d/ && udevadm control --reload && udevadm trigger --subsystem-match=watchdog
Whoever is in that group can have the computer reset.
`

export const toUdev: Exporter = () => [{
  path: '60-crash-only-watchdog.rules',
  text: `${commentLines(`${mark('udev')}\n${about}`)}SUBSYSTEM=="watchdog", KERNEL=="watchdog[0-9]*", GROUP="watchdog", MODE="0660"
SUBSYSTEM=="misc", KERNEL=="watchdog", GROUP="watchdog", MODE="0660"
`,
}]
