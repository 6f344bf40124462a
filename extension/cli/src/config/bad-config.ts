import { exitCodes, Failure } from '../failure.ts'

/** Where in a file: the keys that lead there, or an offset in the text. */
export type PlaceInFile = readonly string[] | number

/** Something wrong with a file that people write, and where in it. Its line is found by whoever has the text. */
export class BadConfig extends Failure {
  readonly place: PlaceInFile

  constructor(message: string, place: PlaceInFile) {
    super(message, exitCodes.fixYourInput)
    this.place = place
  }
}

export function badConfig(message: string, place: PlaceInFile): BadConfig {
  return new BadConfig(message, place)
}
