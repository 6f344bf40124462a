/** Why nothing was armed, in a line that says what to do. Exit code 100: fix your input; 111: try again later. */
export class Refused extends Error {
  exitCode = 100
}
