const isOfTheEditor = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/u

/**
 * The environment for our command, and so for the user's programs: without what the editor put into its own processes.
 * A program that found VSCODE_IPC_HOOK_CLI or NODE_OPTIONS there would behave unlike the same one in a terminal.
 */
export function programEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => !isOfTheEditor.test(name))
  // On the desktop the editor's executable is Electron; only this makes a Node of it.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' }
}
