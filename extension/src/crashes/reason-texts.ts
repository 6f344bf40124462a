import { type KnownText, knownText } from '../known-texts.ts'
import { decimalText, type L10n } from '../l10n.ts'

/**
 * Why a program died, in the editor's language where the journal says it in words of ours (`describe-ending.ts` and the watchdog);
 * what the program itself said, such as the text of an exception, stays.
 */
export function reasonText(reason: string, l10n: L10n): string {
  return knownText(known, reason, l10n)
}

const known: readonly KnownText[] = [
  [/^hung: no heartbeat for (.+)$/u, (l10n, time = '') => l10n.t('hung: no heartbeat for {0}', decimalText(time, l10n))],
  [/^hung: stopped \(SIGSTOP\)$/u, (l10n) => l10n.t('hung: stopped (SIGSTOP)')],
  [/^killed \(SIGKILL\)$/u, (l10n) => l10n.t('killed (SIGKILL)')],
  [/^killed by (SIG\w+)$/u, (l10n, signal = '') => l10n.t('killed by {0}', signal)],
  [/^killed by the kernel: the machine or its cgroup had no memory left \(OOM killer\)$/u,
    (l10n) => l10n.t('killed by the kernel: the machine or its cgroup had no memory left (OOM killer)')],
  [/^out of memory: its JavaScript heap was full \(SIGABRT\)$/u, (l10n) => l10n.t('out of memory: its JavaScript heap was full (SIGABRT)')],
  [/^native crash: it touched memory that is not its own \(SIGSEGV\)$/u,
    (l10n) => l10n.t('native crash: it touched memory that is not its own (SIGSEGV)')],
  [/^native crash: bad memory access \(SIGBUS\)$/u, (l10n) => l10n.t('native crash: bad memory access (SIGBUS)')],
  [/^native crash: illegal instruction \(SIGILL\)$/u, (l10n) => l10n.t('native crash: illegal instruction (SIGILL)')],
  [/^native crash: division by zero \(SIGFPE\)$/u, (l10n) => l10n.t('native crash: division by zero (SIGFPE)')],
  [/^aborted itself: a native failure \((SIG\w+)\)$/u, (l10n, signal = '') => l10n.t('aborted itself: a native failure ({0})', signal)],
  [/^ended by itself \(exit code 0\)$/u, (l10n) => l10n.t('ended by itself (exit code 0)')],
  [/^exit code (\d+)$/u, (l10n, code = '') => l10n.t('exit code {0}', code)],
  [/^exit code 126: the command was found but cannot be executed$/u,
    (l10n) => l10n.t('exit code 126: the command was found but cannot be executed')],
  [/^exit code 127: the shell did not find the command$/u, (l10n) => l10n.t('exit code 127: the shell did not find the command')],
  [/^fatal error in V8 \(exit code 5\)$/u, (l10n) => l10n.t('fatal error in V8 (exit code 5)')],
  [/^the handler of an uncaught exception threw itself \(exit code 7\)$/u,
    (l10n) => l10n.t('the handler of an uncaught exception threw itself (exit code 7)')],
  [/^Node was given an option that it does not take, or the program exited with 9 \(exit code 9\)$/u,
    (l10n) => l10n.t('Node was given an option that it does not take, or the program exited with 9 (exit code 9)')],
  [/^the debugger's port could not be opened \(exit code 12\)$/u,
    (l10n) => l10n.t('the debugger\'s port could not be opened (exit code 12)')],
  [/^a top-level await never came to an end \(exit code 13\)$/u, (l10n) => l10n.t('a top-level await never came to an end (exit code 13)')],
  [/^died while it was not our child; its exit code is unknown$/u,
    (l10n) => l10n.t('died while it was not our child; its exit code is unknown')],
]
