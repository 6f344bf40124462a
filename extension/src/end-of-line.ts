/**
 * The end of a line whose text nobody has read. Of this very number the editor makes more than of another large one: what begins at a
 * line's first column and ends so is underlined from the first character that is no blank (`MarkerDecorationsService`).
 */
export const endOfLine = Number.MAX_VALUE
