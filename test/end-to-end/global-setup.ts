import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import type { EditorPlace } from '../helpers/editor/editor-place.ts'
import { findBrowser } from '../helpers/editor/find-browser.ts'
import { installEditor } from '../helpers/editor/install-editor.ts'
import { type EditorFolders, installExtensions } from '../helpers/editor/install-extensions.ts'
import { packProbe } from '../helpers/editor/probe.ts'
import { openSessionFolder } from '../helpers/editor/session-folder.ts'
import { extensionFile } from '../../extension/package.ts'

declare module 'vitest' {
  interface ProvidedContext {
    editorPlace: EditorPlace
    extensions: EditorFolders
  }
}

/** What all test files share: the installed editor, a browser, the extension, installed. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await findBrowser(report)
  const place = await installEditor(report)
  const session = await openSessionFolder()
  const files = [await extensionFile(), await packProbe(join(import.meta.dirname, '../../dist'))]
  project.provide('editorPlace', place)
  project.provide('extensions', await installExtensions(session.folder, place, files))
  return session.remove
}

function report(line: string): void {
  process.stdout.write(`${line}\n`)
}
