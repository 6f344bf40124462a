/**
 * Our environment without what another editor or a debugger put into it. An editor that is started from a terminal of
 * another editor would take that one's sockets for its own.
 */
export function editorEnvironment(own: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !isForeign.test(name))
  return { ...Object.fromEntries(kept), ...own }
}

const isForeign = /^(VSCODE_|ELECTRON_|CODE_SERVER|NODE_OPTIONS$|VITEST|npm_config_nodedir$)/
