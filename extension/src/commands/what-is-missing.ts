import type { L10n } from '../l10n.ts'

/** Why a command has nothing to act on. */
export type Missing = 'folder' | 'trust' | 'readable-folder' | 'something-to-run' | 'running-program'

export interface MissingText {
  readonly text: string
  readonly logged: string
  /** The button, and the command behind it; without one, the log. */
  readonly remedy?: { readonly label: string; readonly command: string }
}

/** What every command needs that acts on a project. Without a folder there is nothing to trust. */
export function missingOfWorkspace({ folders, isTrusted }: { readonly folders: number; readonly isTrusted: boolean }): Missing | undefined {
  if (folders === 0) return 'folder'
  return isTrusted ? undefined : 'trust'
}

/** What one needs that runs something. The folders are those that could be opened: whether each has something to run. */
export function missingToRun(folders: readonly { readonly canRun: boolean }[]): Missing | undefined {
  if (folders.length === 0) return 'readable-folder'
  return folders.some(({ canRun }) => canRun) ? undefined : 'something-to-run'
}

export const missingTexts: Record<Missing, (l10n: L10n) => MissingText> = {
  folder: (l10n) => ({
    text: l10n.t('No folder is open. Crash-Only works on the programs of a folder.'), logged: 'no folder is open',
    remedy: { label: l10n.t('Open Folder'), command: 'workbench.action.files.openFolder' },
  }),
  trust: (l10n) => ({
    text: l10n.t('This workspace is not trusted, and there Crash-Only runs nothing.'), logged: 'the workspace is not trusted',
    remedy: { label: l10n.t('Manage Trust'), command: 'workbench.trust.manage' },
  }),
  'readable-folder': (l10n) => ({
    text: l10n.t('The folder is gone, or cannot be read. The log says more.'), logged: 'no such folder is open, or none could be read',
  }),
  'something-to-run': (l10n) => ({
    text: l10n.t('There is nothing to run in this folder (add a crash-only.json).'), logged: 'nothing to run in this workspace',
    remedy: { label: l10n.t('Create Config'), command: 'crashOnly.createConfig' },
  }),
  'running-program': (l10n) => ({
    text: l10n.t('No program runs in this workspace.'), logged: 'no program runs in this workspace',
    remedy: { label: l10n.t('Start'), command: 'crashOnly.start' },
  }),
}
