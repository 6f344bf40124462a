import { leaves } from './exclusive.ts'
import { ancestorsOf, type Node } from './node.ts'

// A place of a function, and what it is about: two with one key are the same thing done twice.
interface Place {
  readonly node: Node
  readonly key: unknown
  readonly order: number
}

// The first place, and the first one with another key. For every key one of them is the first that differs from it.
interface Firsts {
  first?: Place
  other?: Place
}

// What was seen below one node: in the child that is being walked through, and in those before it.
interface Seen {
  child: Node | undefined
  inChild: Firsts
  readonly before: Firsts
}

// The places of one function so far, by each of the nodes around them.
export interface Places {
  readonly seen: Map<Node, Seen>
  count: number
}

export function noPlaces(): Places {
  return { seen: new Map(), count: 0 }
}

// Adds a place, in the order of the file. Gives the first of the earlier ones that has another key, and after which this one can
// be reached: they do not stand in different branches of one statement.
export function addPlace(
  places: Places, { scope, node, key }: { readonly scope: Node, readonly node: Node, readonly key: unknown },
): Node | undefined {
  const place: Place = { node, key, order: places.count++ }
  let earlier: Place | undefined
  let inner = node
  remember(seenAt(places, node).before, place)
  for (const outer of ancestorsOf(node)) {
    const seen = seenAt(places, outer)
    enter(seen, outer, inner)
    const found = isApart(outer, inner) ? undefined : findOther(seen.before, key)
    if (found && (!earlier || found.order < earlier.order)) earlier = found
    remember(seen.inChild, place)
    if (outer === scope) break
    inner = outer
  }
  return earlier?.node
}

function seenAt({ seen }: Places, node: Node): Seen {
  const found = seen.get(node)
  if (found) return found
  const made: Seen = { child: undefined, inChild: {}, before: {} }
  seen.set(node, made)
  return made
}

// The walk goes on from one child to the next: what was in the last one lies behind, unless its end is not followed by the next.
function enter(seen: Seen, outer: Node, child: Node): void {
  if (seen.child === child) return
  const { first, other } = seen.inChild
  if (seen.child && !isBranch(outer, seen.child)) {
    if (first) remember(seen.before, first)
    if (other) remember(seen.before, other)
  }
  seen.child = child
  seen.inChild = {}
}

function remember(firsts: Firsts, place: Place): void {
  if (!firsts.first) firsts.first = place
  else if (!firsts.other && firsts.first.key !== place.key) firsts.other = place
}

function findOther({ first, other }: Firsts, key: unknown): Place | undefined {
  return first && first.key !== key ? first : other
}

// A child after which no later one of these is reached: `if (…) { first(); return }`, one of two branches.
function isBranch(outer: Node, child: Node): boolean {
  switch (outer.type) {
    case 'IfStatement': case 'ConditionalExpression': return child !== outer.test
    case 'SwitchStatement': return child.type === 'SwitchCase'
    default: return isApart(outer, child)
  }
}

// A child that is not reached after any earlier one.
function isApart(outer: Node, child: Node): boolean {
  switch (outer.type) {
    case 'TryStatement': return child === outer.handler
    case 'BlockStatement': case 'Program': return leaves(child)
    default: return false
  }
}
