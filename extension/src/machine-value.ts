/** What the editor says of a setting, by where it stands. */
export interface Inspected {
  readonly defaultValue?: unknown
  readonly globalValue?: unknown
  readonly workspaceValue?: unknown
  readonly workspaceFolderValue?: unknown
}

/**
 * The value that no folder can set. The manifest gives these settings to the machine, so the editor itself leaves a workspace's
 * out; what could reset the computer does not rest on that alone.
 */
export function machineValue(inspected: Inspected | undefined): unknown {
  return inspected?.globalValue ?? inspected?.defaultValue
}
