/**
 * The command `crash-only`. Reads the project in the working directory; asks its restarter; never supervises itself, so
 * it may be killed at any instant.
 *
 * Exit codes: 0 done; 1 a check found a problem; 100 fix your input; 111 try again later.
 */
import { Command, CommanderError, Option } from 'commander'

import { crashWays } from '../../supervision/src/state/control.ts'
import packageJson from '../package.json' with { type: 'json' }
import { apply } from './commands/apply.ts'
import { crashNow } from './commands/crash-now.ts'
import { events } from './commands/events.ts'
import { logs } from './commands/logs.ts'
import { metrics } from './commands/metrics.ts'
import { pause } from './commands/pause.ts'
import { restart } from './commands/restart.ts'
import { run } from './commands/run.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { stop } from './commands/stop.ts'
import { exitCodes, Failure, failureOfSystem } from './failure.ts'
import { endWithReader } from './output.ts'

endWithReader()
try {
  await commandLine().parseAsync()
} catch (error) {
  process.exit(report(error)) // a journal may still be watched; there is nothing to save
}

function commandLine(): Command {
  const program = new Command('crash-only')
    .description('Runs the project in this folder so that it may be killed at any instant, and comes back.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => { write(oneLine(text)) } })
  program.command('run').description('run it in the foreground; Ctrl-C kills all of it')
    .argument('[command...]', 'a program and its arguments, after --')
    .option('--name <name>', 'what to call the process').option('--quiet', 'leave out the program\'s own output')
    .action(run)
  program.command('start').description('run it in the background until stop')
    .addOption(new Option('--editor-lease <id>', 'until no editor renews this lease').hideHelp())
    .action(start)
  program.command('stop').description('kill one process, or everything').argument('[name]').action(stop)
  program.command('restart').description('kill and start again; reads the configuration again').argument('[name]').action(restart)
  program.command('pause').description('judge it no more for a while: a debugger holds it').argument('<name>')
    .option('--for <duration>', 'such as 90s, 10m, 2h; 0 ends it', '10m').action(pause)
  program.command('apply', { hidden: true }).description('take on the changed configuration; run by the restarter').action(apply)
  program.command('status').description('what runs, counts, recovery times, who guards')
    .option('--json', 'for programs').option('--watch', 'again at every change')
    .option('--boot', 'how each starts, its last boots, and the slowest of what it loads').action(status)
  program.command('metrics').description('the figures as OpenMetrics text')
    .option('--file <path>', 'into this file, for the node exporter (NAME.prom)')
    .option('--every <duration>', 'again and again until killed, such as 15s').action(metrics)
  program.command('events').description('the journal')
    .option('--json', 'one event a line, as it stands').option('--follow', 'and what comes')
    .option('--since <time>', 'such as 10m, 2h, or a date').action(events)
  program.command('logs').description('the programs\' output').argument('[name]').option('--follow', 'and what comes').action(logs)
  program.command('crash-now').description('crash it now').argument('[name]')
    .option('--how <way>', crashWays.join(', '), 'kill').action(crashNow)
  return program
}

function oneLine(text: string): string {
  const line = text.trim().replace(/^error: /u, '').replaceAll(/\s*\n\s*/gu, ' ')
  return `crash-only: ${line}${line.endsWith(')') ? '' : ' (crash-only --help)'}\n`
}

function report(error: unknown): number {
  // Help and version are no errors; for the others commander has printed its one line.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.fixYourInput
  const failure = error instanceof Failure ? error : failureOfSystem(error)
  if (failure === undefined) throw error
  process.stderr.write(`crash-only: ${asOneLine(failure.message)}\n`)
  return failure.exitCode
}

// It may quote what others wrote: a line break or an escape sequence in it must not reach the terminal.
function asOneLine(message: string): string {
  return message.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}
