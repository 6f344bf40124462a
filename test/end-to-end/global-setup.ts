import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import type { EditorPlace } from '../helpers/editor/editor-place.ts'
import { findBrowser } from '../helpers/editor/find-browser.ts'
import { installEditor } from '../helpers/editor/install-editor.ts'
import { packProbe } from '../helpers/editor/probe.ts'
import { extensionFile } from '../../extension/package.ts'

declare module 'vitest' {
  interface ProvidedContext {
    editorPlace: EditorPlace
    extension: string
    probe: string
  }
}

/** What all test files share: the installed editor, a browser, the packaged extension. */
export default async function setUp(project: TestProject): Promise<void> {
  await findBrowser(report)
  project.provide('editorPlace', await installEditor(report))
  project.provide('extension', await extensionFile())
  project.provide('probe', await packProbe(join(import.meta.dirname, '../../dist')))
}

function report(line: string): void {
  process.stdout.write(`${line}\n`)
}
