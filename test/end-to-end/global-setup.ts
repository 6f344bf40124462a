import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import type { EditorPlace } from '../helpers/editor/editor-place.ts'
import { findBrowser } from '../helpers/editor/find-browser.ts'
import { installEditor } from '../helpers/editor/install-editor.ts'
import { type EditorFolders, installExtensions } from '../helpers/editor/install-extensions.ts'
import { packExtension } from '../helpers/editor/pack-extension.ts'
import { openSessionFolder } from '../helpers/editor/session-folder.ts'
import { extensionFile } from '../../extension/package.ts'

declare module 'vitest' {
  interface ProvidedContext {
    editorPlace: EditorPlace
    extensions: EditorFolders
    /** The same, and something that stands in for the ESLint extension. */
    extensionsWithEslint: EditorFolders
  }
}

/** What all test files share: the installed editor, a browser, the extension, installed in two ways. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await findBrowser(report)
  const place = await installEditor(report)
  const session = await openSessionFolder()
  const packed = join(import.meta.dirname, '../../dist')
  const files = [await extensionFile(), await packExtension('probe', packed)]
  const withEslint = [...files, await packExtension('eslint-stand-in', packed)]
  project.provide('editorPlace', place)
  project.provide('extensions', await installExtensions(join(session.folder, 'without-eslint'), place, files))
  project.provide('extensionsWithEslint', await installExtensions(join(session.folder, 'with-eslint'), place, withEslint))
  return session.remove
}

function report(line: string): void {
  process.stdout.write(`${line}\n`)
}
