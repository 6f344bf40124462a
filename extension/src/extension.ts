/**
 * The editor's side: shows what the programs on the disk and the restarter say, and asks by our command. It supervises
 * nothing. There is no `deactivate`: a window that ends leaves nothing behind that the next one needs, and a project
 * that was started from here ends when nobody renews its lease any more.
 */
import { join } from 'node:path'
import { commands, type ExtensionContext, type Uri, window, workspace } from 'vscode'

import type { CommandContext, TargetRow } from './commands/command-context.ts'
import { crashNow, crashNowAgain, crashNowWith } from './commands/crash-now.ts'
import { restart } from './commands/restart.ts'
import { showLog } from './commands/show-log.ts'
import { showMenu } from './commands/show-menu.ts'
import { start, startTarget } from './commands/start.ts'
import { stop } from './commands/stop.ts'
import { armWatchdogDevice, disarmWatchdogDevice } from './commands/watchdog-device.ts'
import { AtTheLine } from './at-the-line/at-the-line.ts'
import { rulesAt } from './at-the-line/rules-at.ts'
import { clearCrash, clearCrashes, showCrash } from './crashes/crash-commands.ts'
import { CrashHistories } from './crashes/crash-histories.ts'
import { CrashPages } from './crashes/crash-pages.ts'
import { CrashesTree } from './crashes/crashes-tree.ts'
import type { CrashName } from './crashes/find-crash.ts'
import type { Disposable } from './disposable.ts'
import { LogTerminals } from './log/log-terminal.ts'
import type { ProjectSession } from './project/project-session.ts'
import { ProgramsTree } from './programs/programs-tree.ts'
import { Projects } from './projects.ts'
import { readSettings } from './settings.ts'
import { StatusBar } from './status-bar/status-bar.ts'
import { WelcomeContext } from './welcome-context.ts'

export function activate({ extensionPath, extensionUri, subscriptions, workspaceState: memory }: ExtensionContext): void {
  const log = window.createOutputChannel('Crash-Only', { log: true })
  const terminals = new LogTerminals()
  const projects = new Projects({ report: (line) => { log.warn(line) }, onOpened })
  const crashes = new CrashHistories((line) => { log.warn(line) })
  const crashPages = new CrashPages(crashes, rulesAt)
  const program = join(extensionPath, 'dist', 'crash-only.js')
  const context: CommandContext = { projects, crashes, crashPages, log, terminals, memory, program }
  subscriptions.push(log, terminals, projects, crashes, crashPages, ...screens(projects), ...registerCommands(context))
  subscriptions.push(new CrashesTree(crashes), new AtTheLine(crashes, extensionUri), projects.onDidChange(() => { crashes.lookSoon() }))
  void projects.open()
  void crashes.open()

  function onOpened(session: ProjectSession, folder: Uri): void {
    const { canRun, guard } = session.view
    log.info(`${session.folder.path}: ${guard.kind === 'guarded' ? 'runs already, adopted' : 'does not run'}`)
    if (canRun && guard.kind === 'none' && readSettings(folder).autoStart) void startTarget(context, { session })
  }
}

function screens({ onDidChange }: Projects): Disposable[] {
  const statusBar = new StatusBar()
  const tree = new ProgramsTree()
  const welcome = new WelcomeContext()
  const subscription = onDidChange((views) => {
    for (const screen of [statusBar, tree, welcome]) screen.show(views)
  })
  return [statusBar, tree, subscription]
}

const all = { start, stop, restart, crashNow, crashNowWith, crashNowAgain, showLog, armWatchdogDevice, disarmWatchdogDevice, showMenu }
/** They show and mark, and run nothing: also where nothing is trusted. */
const ofTheCrashes = { showCrash, clearCrash, clearCrashes }

type Row = TargetRow & CrashName
type Command = (context: CommandContext, row?: Row) => Promise<void>

function registerCommands(context: CommandContext): Disposable[] {
  const register = (commandsOf: Readonly<Record<string, Command>>, isAllowed: () => boolean): Disposable[] =>
    Object.entries(commandsOf).map(([name, command]) => commands.registerCommand(`crashOnly.${name}`, async (row?: Row) => {
      if (isAllowed()) await command(context, row)
    }))
  // The manifest hides the commands in a folder that is not trusted; a key binding could still ask for one.
  return [...register(all, () => workspace.isTrusted), ...register(ofTheCrashes, () => true)]
}
