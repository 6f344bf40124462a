import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'

import { launchBrowser } from '../helpers/editor/browser.ts'
import type { Opening } from '../helpers/editor/editor-address.ts'
import { editorEnvironment } from '../helpers/editor/editor-environment.ts'
import { findFreePort } from '../helpers/editor/free-port.ts'
import { type Probe, probeIn } from '../helpers/editor/probe.ts'
import { openSessionFolder } from '../helpers/editor/session-folder.ts'
import { type Editor, type EditorOptions, startEditor } from '../helpers/editor/start-editor.ts'
import { openWindow } from '../helpers/editor/window.ts'
import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { crashOnly } from './command-line.ts'

/** One editor with our extension, one browser, and state folders that only this test file uses. */
export interface EditorUnderTest {
  /** For commands that shall see what the editor sees. */
  readonly env: NodeJS.ProcessEnv
  /** A free one, which the programs of its projects find as `PORT`. */
  readonly port: number
  /** What only an extension can see and do, in a window of this editor. */
  readonly probe: Probe
  readonly editor: Pick<Editor, 'pid' | 'stop'>
  readonly openWindow: (opening: Opening) => Promise<Page>
  readonly makeProject: (name: string, files: ProjectFiles) => Promise<string>
  readonly copyProject: (from: string, name: string) => Promise<string>
  readonly close: () => Promise<void>
}

/** Names and contents; what is not text is written as JSON. */
type ProjectFiles = Readonly<Record<string, unknown>>

export interface EditorNeeds extends Pick<EditorOptions, 'trust' | 'settings' | 'environment'> {
  /** `installed`: beside ours there is an extension that the editor takes for that of ESLint. */
  readonly eslint?: 'installed'
}

/** Started before the first test of the file that says so, and ended after its last: until then it has nothing. */
export function editorOfThisFile(needs: EditorNeeds): EditorUnderTest {
  const under = {} as EditorUnderTest
  beforeAll(async () => { Object.assign(under, await openEditorUnderTest(needs)) })
  afterAll(async () => { await under.close() })
  return under
}

export async function openEditorUnderTest(needs: EditorNeeds): Promise<EditorUnderTest> {
  const session = await openSessionFolder()
  const probeFolder = join(session.folder, 'probe')
  await mkdir(probeFolder)
  const port = await findFreePort()
  const own = { ...(await makeStateFolders(session.folder)), CRASH_ONLY_PROBE: probeFolder }
  const env = editorEnvironment({ PORT: String(port), ...needs.environment, ...own })
  const { eslint, ...options } = needs
  const parts = { place: inject('editorPlace'), extensions: inject(eslint === 'installed' ? 'extensionsWithEslint' : 'extensions') }
  const starts = [startEditor({ ...options, ...parts, environment: env }), launchBrowser(() => undefined)] as const
  const [editor, browser] = await Promise.all(starts)
  const projects = new Set<string>()
  const addProject = async (name: string) => {
    const folder = join(session.folder, 'projects', name)
    projects.add(folder)
    await mkdir(folder, { recursive: true })
    return folder
  }
  return {
    env,
    port,
    probe: probeIn(probeFolder),
    editor,
    openWindow: async (opening) => openWindow(browser, editor, opening),
    makeProject: async (name, files) => {
      const folder = await addProject(name)
      for (const [file, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, file)), { recursive: true })
        await writeDurably(join(folder, file), asText(content))
      }
      return folder
    },
    copyProject: async (from, name) => {
      const temporaryFolder = await addProject(name)
      await cp(from, temporaryFolder, { recursive: true, filter: (path) => !path.endsWith('/data') })
      return temporaryFolder
    },
    close: async () => {
      const stops = Promise.allSettled([...projects].map(async (cwd) => crashOnly({ cwd, env }, 'stop')))
      await Promise.all([browser.close(), editor.stop(), stops])
      await session.remove()
    },
  }
}

/** So that no test meets a project of the user, or of another test. */
export async function makeStateFolders(folder: string): Promise<NodeJS.ProcessEnv> {
  const XDG_STATE_HOME = join(folder, 'state')
  const XDG_RUNTIME_DIR = join(folder, 'run')
  await mkdir(XDG_STATE_HOME, { mode: 0o700 })
  await mkdir(XDG_RUNTIME_DIR, { mode: 0o700 })
  return { XDG_STATE_HOME, XDG_RUNTIME_DIR }
}

function asText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content, undefined, 2)
}
