/** Something that watches or shows, and can be told to cease. */
export interface Disposable {
  dispose(): void
}
