import { type KnownText, knownText } from '../known-texts.ts'
import type { L10n } from '../l10n.ts'

/** What the relay says of a watchdog device (`supervision/src/relay/judge-device.ts`), in the editor's language. */
export function deviceText(said: string, l10n: L10n): string {
  return knownText(known, said, l10n)
}

const known: readonly KnownText[] = [
  [/^cannot use (.+): there is no such device \(load its driver, or give another\)$/u,
    (l10n, device = '') => l10n.t('{0} cannot be used: there is no such device (load its driver, or set another).', device)],
  [/^cannot use (.+): it is no watchdog device \(give one such as (.+)\)$/u,
    (l10n, device = '', other = '') => l10n.t('{0} cannot be used: it is no watchdog device (set one such as {1}).', device, other)],
  [/^cannot use (.+): nobody can tell whether it can be disarmed; .*\(--accept-nowayout\)$/u,
    (l10n, device = '') => l10n.t(
      '{0} cannot be used: nobody can tell whether it can be disarmed (crash-only relay --accept-nowayout arms it all the same).', device,
    )],
  [/^cannot use (.+): it cannot be disarmed \(nowayout\); .*\(--accept-nowayout\)$/u,
    (l10n, device = '') => l10n.t(
      '{0} cannot be used: it cannot be disarmed (crash-only relay --accept-nowayout arms it all the same).', device,
    )],
  [/^cannot use (.+): its timeout is (.+) to (.+) s \(choose another --timeout\)$/u,
    (l10n, device = '', min = '', max = '') => l10n.t('{0} cannot be used: its timeout is {1} to {2} s (set another).', device, min, max)],
  [/^cannot use (.+): its timeout of (.+) s is too short for two kicks \(make it (.+) s or more\)$/u,
    (l10n, device = '', own = '', least = '') =>
      l10n.t('{0} cannot be used: its timeout of {1} s is too short for two kicks (make it {2} s or more).', device, own, least)],
  [/^the last reboot was the watchdog's \(boot status (.*)\)$/u,
    (l10n, status = '') => l10n.t('The last reboot was the watchdog\'s (boot status {0}).', status)],
  [/^it is armed already: a relay before this one died, or another program has it$/u,
    (l10n) => l10n.t('It is armed already: a relay before this one died, or another program has it.')],
  [/^it is software, which cannot reset a kernel that is dead$/u,
    (l10n) => l10n.t('It is software, which cannot reset a kernel that is dead.')],
]
