// Silent for ten seconds, like one that computes, without taking a CPU from the tests beside it.
setTimeout(() => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000) }, 300)
setTimeout(() => { process.exit() }, 60_000)
