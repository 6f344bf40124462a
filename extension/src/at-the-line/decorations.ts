import {
  type DecorationOptions, OverviewRulerLane, Range, type TextDocument, type TextEditor, type TextEditorDecorationType, ThemeColor, Uri,
  window,
} from 'vscode'

import type { Disposable } from '../disposable.ts'
import { endOfLine } from '../end-of-line.ts'
import type { LineMark } from './line-marks.ts'

type Look = 'crash' | 'hang' | 'stale-crash' | 'stale-hang'

const looks: readonly Look[] = ['crash', 'hang', 'stale-crash', 'stale-hang']

/** The text after the line and the sign beside it. An editor whose marks have not changed is left alone, so nothing flickers. */
export class Decorations implements Disposable {
  readonly #types: ReadonlyMap<Look, TextEditorDecorationType>
  readonly #shown = new WeakMap<TextEditor, string>()

  constructor(media: Uri) {
    this.#types = new Map(looks.map((look) => [look, typeOf(look, media)]))
  }

  show(editor: TextEditor, marks: readonly LineMark[], textOf: (mark: LineMark) => string): void {
    const options = marks.map((mark) => ({ look: lookOf(mark), option: optionOf(mark, textOf(mark)) }))
    const next = JSON.stringify(options)
    if (this.#shown.get(editor) === next) return
    this.#shown.set(editor, next)
    for (const [look, type] of this.#types) {
      editor.setDecorations(type, options.filter((one) => one.look === look).map(({ option }) => option))
    }
  }

  /** Somebody typed there, and the editor moved what is shown: it is set anew the next time. */
  forget(document: TextDocument): void {
    for (const editor of window.visibleTextEditors) if (editor.document === document) this.#shown.delete(editor)
  }

  dispose(): void {
    for (const type of this.#types.values()) type.dispose()
  }
}

function lookOf({ kind, isStale }: LineMark): Look {
  return isStale ? `stale-${kind}` : kind
}

function typeOf(look: Look, media: Uri): TextEditorDecorationType {
  const isStale = look.startsWith('stale-')
  const kind = look.endsWith('hang') ? 'hang' : 'crash'
  const color = new ThemeColor(isStale ? 'crashOnly.staleForeground' : `crashOnly.${kind}Foreground`)
  return window.createTextEditorDecorationType({
    isWholeLine: true,
    gutterIconPath: Uri.joinPath(media, `${look}.svg`),
    gutterIconSize: '75%',
    after: { color, margin: '0 0 0 3em', fontStyle: 'italic' },
    ...(isStale ? {} : { overviewRulerColor: color, overviewRulerLane: OverviewRulerLane.Left }),
  })
}

function optionOf({ line }: LineMark, contentText: string): DecorationOptions {
  // At the end of the line, wherever that is: the editor cuts a column that is too large.
  return { range: new Range(line, 0, line, endOfLine), renderOptions: { after: { contentText } } }
}
