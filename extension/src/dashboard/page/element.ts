/** A part of the page that the editor wrote into it. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no ${id}`)
  return found
}

/** Text is left alone where it is the same: whoever selects or reads it aloud is not disturbed. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text
}

export function made(tag: string, className = ''): HTMLElement {
  const node = document.createElement(tag)
  if (className !== '') node.className = className
  return node
}

/** As many children as there are items, each filled with its own; those that stay are the same elements. */
export function fillChildren<T>(
  parent: Element, items: readonly T[], make: () => HTMLElement, fill: (child: HTMLElement, item: T) => void,
): void {
  while (parent.children.length > items.length) parent.lastElementChild?.remove()
  items.forEach((item, index) => {
    const known = parent.children[index] as HTMLElement | undefined
    const child = known ?? make()
    if (known === undefined) parent.append(child)
    fill(child, item)
  })
}
