import { commands } from 'vscode'

import { isRunning, isStrange, type ProjectView } from './project/project-view.ts'

/** What the manifest's `when` clauses ask for: which welcome is shown, and which buttons. */
export class WelcomeContext {
  #shown = ''

  show(projects: readonly ProjectView[]): void {
    const state = welcomeState(projects)
    const isAnyRunning = projects.some(({ programs }) => programs.some(isRunning))
    const hasAnyCrashed = projects.some(({ programs }) => programs.some(({ crashes }) => crashes > 0))
    const hasPlugin = projects.some(({ hasEslintPlugin }) => hasEslintPlugin)
    if (this.#shown === `${state} ${isAnyRunning} ${hasAnyCrashed} ${hasPlugin}`) return
    this.#shown = `${state} ${isAnyRunning} ${hasAnyCrashed} ${hasPlugin}`
    void commands.executeCommand('setContext', 'crashOnly.state', state)
    void commands.executeCommand('setContext', 'crashOnly.isRunning', isAnyRunning)
    // Steps of the walkthrough are done then.
    void commands.executeCommand('setContext', 'crashOnly.canRun', state !== 'nothing-to-run')
    void commands.executeCommand('setContext', 'crashOnly.hasCrashed', hasAnyCrashed)
    if (hasPlugin) hasEslintPluginNow()
  }
}

/** The project's ESLint has our plugin, by its manifest or because it was just seen to load it. */
export function hasEslintPluginNow(): void {
  void commands.executeCommand('setContext', 'crashOnly.hasEslintPlugin', true)
}

function welcomeState(projects: readonly ProjectView[]): 'nothing-to-run' | 'not-started' | 'strange' | 'known' {
  if (projects.some(({ programs }) => programs.length > 0)) return 'known'
  if (projects.some(({ guard }) => isStrange(guard))) return 'strange'
  return projects.some(({ canRun }) => canRun) ? 'not-started' : 'nothing-to-run'
}
