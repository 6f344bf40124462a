const chunkLength = 1 << 22

/** Crashes this very process in the way it was asked to; `state/control.ts` has the list. Another text, or none, does nothing. */
export function crashBySync(how: string | undefined): void {
  if (how === 'throw') throw new Error('Crash Now: an exception that nobody catches')
  if (how === 'abort') process.abort()
  if (how === 'hang') hang()
  if (how === 'oom') exhaustMemory([])
  if (how === 'reject') void Promise.reject(new Error('Crash Now: a rejection that nobody handles'))
  if (how === 'deadlock') waitForNobodySync()
  if (how === 'exit') process.exit(1)
}

function hang(): void {
  for (;;);
}

// The other side of the lock does not exist.
function waitForNobodySync(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

// Chunk by chunk with turns of the loop between, as a leak does it: the heart beats until V8 gives up.
function exhaustMemory(kept: unknown[]): void {
  kept.push(new Array(chunkLength).fill(kept.length))
  setImmediate(exhaustMemory, kept)
}
