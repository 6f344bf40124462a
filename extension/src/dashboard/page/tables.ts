import type { CrashRow, TableRow } from '../dashboard-messages.ts'
import { fillChildren, made, setText } from './element.ts'

/** @param open what a click on the place of a crash does; null: the rows have no place */
export function fillTable(table: Element, rows: readonly (TableRow | CrashRow)[], open: ((id: string) => void) | null): void {
  const body = table.querySelector('tbody')
  if (body === null) return
  fillChildren(body, rows, () => made('tr'), (row, item) => {
    const { id, cells } = item
    row.dataset['id'] = id
    // The first cell of a program, and the time of a crash, is what the row is about.
    fillChildren(row, open === null ? cells : [...cells, ''], () => made(row.children.length === 0 ? 'th' : 'td'), (cell, text) => {
      if (cell !== row.children[cells.length]) setText(cell, text)
    })
    row.firstElementChild?.setAttribute('scope', 'row')
    const last = row.children[cells.length]
    if (open !== null && last !== undefined) fillPlace(last, (item as CrashRow).place, () => { open(row.dataset['id'] ?? '') })
  })
}

function fillPlace(cell: Element, place: string | null, open: () => void): void {
  if (place === null) { cell.replaceChildren(); return }
  let button = cell.querySelector('button')
  if (button === null) {
    button = document.createElement('button')
    button.type = 'button'
    button.className = 'link'
    button.addEventListener('click', open)
    cell.append(button)
  }
  setText(button, place)
}
