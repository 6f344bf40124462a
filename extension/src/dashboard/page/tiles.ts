import type { Tile } from '../dashboard-messages.ts'
import { fillChildren, made, setText } from './element.ts'

export function fillTiles(list: Element, tiles: readonly Tile[]): void {
  fillChildren(list, tiles, makeTile, (tile, { id, label, value, detail }) => {
    tile.dataset['tile'] = id
    const [term, big, small] = tile.children
    if (term !== undefined) setText(term, label)
    if (big !== undefined) setText(big, value)
    if (small !== undefined) setText(small, detail)
  })
}

function makeTile(): HTMLElement {
  const tile = made('div', 'tile')
  tile.append(made('dt'), made('dd', 'value'), made('dd', 'detail'))
  return tile
}
