export interface Resolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
}

/** `Promise.withResolvers`, which Node 20 does not have. */
export function withResolvers<T>(): Resolvers<T> {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((resolveIt) => { resolve = resolveIt })
  return { promise, resolve }
}
