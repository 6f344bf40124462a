// Loaded before every Node program of a test (NODE_OPTIONS=--import): the wall clock is as many milliseconds off as the
// file STEPPED_CLOCK says at this instant. The monotonic clock goes on as it is, as when somebody sets the time.
import { readFileSync } from 'node:fs'

const RealDate = Date

function offsetMs() {
  try {
    return Number(readFileSync(process.env.STEPPED_CLOCK, 'utf8')) || 0
  } catch {
    return 0
  }
}

globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    super(...(args.length === 0 ? [RealDate.now() + offsetMs()] : args))
  }

  static now() {
    return RealDate.now() + offsetMs()
  }
}
