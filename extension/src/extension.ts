/**
 * The editor's side: shows what the programs on the disk and the restarter say, and asks by our command. It supervises
 * nothing. There is no `deactivate`: a window that ends leaves nothing behind that the next one needs, and a project
 * that was started from here ends when nobody renews its lease any more.
 */
import { join } from 'node:path'
import { commands, type ExtensionContext, type LogOutputChannel, type Uri, window, workspace } from 'vscode'

import { addEslintPlugin } from './commands/add-eslint-plugin.ts'
import { checkProject } from './commands/check-project.ts'
import type { CommandContext, TargetRow } from './commands/command-context.ts'
import { crashNow, crashNowAgain, crashNowWith } from './commands/crash-now.ts'
import { createConfig } from './commands/create-config.ts'
import { type DisableComment, disableForLine } from './commands/disable-for-line.ts'
import { restart } from './commands/restart.ts'
import { showLog } from './commands/show-log.ts'
import { showMenu } from './commands/show-menu.ts'
import { start, startTarget } from './commands/start.ts'
import { stop } from './commands/stop.ts'
import { armWatchdogDevice, disarmWatchdogDevice } from './commands/watchdog-device.ts'
import { missingOfWorkspace } from './commands/what-is-missing.ts'
import { AtTheLine } from './at-the-line/at-the-line.ts'
import { rulesAt } from './at-the-line/rules-at.ts'
import { clearCrash, clearCrashes, showCrash } from './crashes/crash-commands.ts'
import { CrashLoopMessages } from './crashes/crash-loop-messages.ts'
import { CrashHistories } from './crashes/crash-histories.ts'
import { CrashPages } from './crashes/crash-pages.ts'
import { CrashesTree } from './crashes/crashes-tree.ts'
import type { CrashName } from './crashes/find-crash.ts'
import { Dashboard } from './dashboard/dashboard.ts'
import { attachDebugger } from './debugger/attach-debugger.ts'
import { AttachedPrograms } from './debugger/attached-programs.ts'
import { BreakpointPauses } from './debugger/breakpoint-pauses.ts'
import { StartAndAttach } from './debugger/start-and-attach.ts'
import type { Disposable } from './disposable.ts'
import { failing, sayMissing } from './fail.ts'
import { FindingsLoader } from './findings/findings-loader.ts'
import { registerLanguageModelTools } from './language-model/tools.ts'
import { LogTerminals } from './log/log-terminal.ts'
import type { ProjectSession } from './project/project-session.ts'
import { isStrange } from './project/project-view.ts'
import { ProgramsTree } from './programs/programs-tree.ts'
import { Projects } from './projects.ts'
import { RefusedConfigurations } from './refused-configurations.ts'
import { readSettings } from './settings.ts'
import { StatusBar } from './status-bar/status-bar.ts'
import { WatchdogTasks } from './tasks/watchdog-tasks.ts'
import { WelcomeContext } from './welcome-context.ts'

export function activate({ extensionPath, extensionUri, subscriptions, workspaceState: memory }: ExtensionContext): void {
  const log = window.createOutputChannel('Crash-Only', { log: true })
  const terminals = new LogTerminals()
  const projects = new Projects({ report: (line) => { log.warn(line) }, onOpened })
  const crashes = new CrashHistories((line) => { log.warn(line) })
  const crashPages = new CrashPages(crashes, rulesAt)
  const dist = join(extensionPath, 'dist')
  const findings = new FindingsLoader({ log, dist })
  const crashLoops = new CrashLoopMessages({ projects, crashes, crashPages, log })
  const attached = new AttachedPrograms(projects, log)
  const breakpoints = new BreakpointPauses({ projects, log, attached })
  const parts = { log, terminals, projects, crashes, crashPages, crashLoops, breakpoints, findings }
  const context: CommandContext = { ...parts, memory, program: join(dist, 'crash-only.js') }
  subscriptions.push(...Object.values(parts), attached, ...screens(projects, log), ...registerCommands(context))
  subscriptions.push(new CrashesTree(crashes), new AtTheLine(crashes, extensionUri), projects.onDidChange(() => { crashes.lookSoon() }))
  subscriptions.push(...dashboardOf(context, extensionUri), ...registerLanguageModelTools(context))
  subscriptions.push(new StartAndAttach(context), new WatchdogTasks(context))
  // What an action on a finding runs. It changes the text only, so it needs no trust.
  const disable = async (comment: DisableComment): Promise<void> => disableForLine(log, comment)
  subscriptions.push(commands.registerCommand('crashOnly.disableForLine', failing(log, 'crashOnly.disableForLine', disable)))
  void projects.open()
  void crashes.open()

  function onOpened(session: ProjectSession, folder: Uri): void {
    const { canRun, guard } = session.view
    const state = guard.kind === 'guarded' ? 'runs already, adopted' : 'does not run'
    log.info(`${session.folder.path}: ${isStrange(guard) ? guard.kind : state}`)
    if (canRun && guard.kind === 'none' && readSettings(folder).autoStart) void startTarget(context, { session })
  }
}

function screens({ onDidChange }: Projects, log: LogOutputChannel): Disposable[] {
  const statusBar = new StatusBar()
  const tree = new ProgramsTree()
  const welcome = new WelcomeContext()
  const refused = new RefusedConfigurations((line) => { log.warn(line) })
  const subscription = onDidChange((views) => {
    for (const screen of [statusBar, tree, welcome, refused]) screen.show(views)
  })
  return [statusBar, tree, refused, subscription]
}

const all = { start, stop, restart, crashNow, crashNowWith, crashNowAgain, showLog, armWatchdogDevice, disarmWatchdogDevice, showMenu }
const ofTheLinter = { checkProject, addEslintPlugin, createConfig }
const ofTheDebugger = { attachDebugger }
/** They show and mark, and run nothing: also where nothing is trusted. */
const ofTheCrashes = { showCrash, clearCrash, clearCrashes }

type Row = TargetRow & CrashName
type Command = (context: CommandContext, row?: Row) => Promise<void>

function registerCommands(context: CommandContext): Disposable[] {
  const register = (commandsOf: Readonly<Record<string, Command>>, wrapped: (command: Command) => Command): Disposable[] =>
    Object.entries(commandsOf).map(([name, command]) => {
      const id = `crashOnly.${name}`
      return commands.registerCommand(id, failing(context.log, id, async (row?: Row) => wrapped(command)(context, row)))
    })
  return [...register({ ...all, ...ofTheLinter, ...ofTheDebugger }, inTrustedFolder), ...register(ofTheCrashes, (command) => command)]
}

/** The manifest hides such a command elsewhere; a key binding, or a button of the walkthrough, may still ask for it. */
function inTrustedFolder(command: Command): Command {
  return async (context, row) => {
    const { isTrusted, workspaceFolders: folders = [] } = workspace
    const missing = missingOfWorkspace({ folders: folders.length, isTrusted })
    if (missing === undefined) await command(context, row)
    else sayMissing(context.log, missing)
  }
}

function dashboardOf({ projects, log }: CommandContext, extensionUri: Uri): Disposable[] {
  const dashboard = new Dashboard({ projects, extensionUri, report: (line) => { log.warn(line) } })
  const open = failing(log, 'crashOnly.openDashboard', () => { dashboard.open() })
  return [dashboard, commands.registerCommand('crashOnly.openDashboard', open)]
}
