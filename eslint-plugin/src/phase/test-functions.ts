// What test runners call their functions, and what hangs on them.

export const testFunctions = new Set(['describe', 'suite', 'context', 'it', 'test', 'before', 'after', 'beforeEach',
  'afterEach', 'beforeAll', 'afterAll', 'bench', 'setup', 'teardown', 'specify', 'fixture'])

// Those that nobody else has: they count wherever they come from. `context`, `setup` and `after` are everyday names.
export const knownTestFunctions = new Set(['describe', 'it', 'test', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll'])

// `it.only`, `test.serial.before`, `describe.skipIf(…)`, `base.extend(…)`.
export const testModifiers = new Set(['only', 'skip', 'each', 'for', 'if', 'concurrent', 'sequential', 'serial', 'parallel', 'shuffle',
  'todo', 'todoIf', 'fails', 'failing', 'fixme', 'skipIf', 'runIf', 'extend', 'step', 'always', 'cb', 'macro', 'prop', 'effect',
  'scoped', 'live', 'timeout', 'retry', 'repeats', 'slow', 'configure', 'default', 'test', 'it', 'describe', 'suite', 'before', 'after',
  'beforeEach', 'afterEach', 'beforeAll', 'afterAll'])

export const testModules = /^(?:test|vitest|mocha|@jest\/globals|jest-circus|jasmine|ava|uvu|tape|tape-promise|blue-tape|tap|tapzero|qunit|zora|brittle|poku|japa|baretest|@japa\/runner|@?(?:hapi\/)?lab|@playwright\/test|@rstest\/core|@effect\/vitest|@fast-check\/(?:vitest|jest|ava)|bun:test|(?:jsr:|npm:)?@std\/testing\/bdd|https:\/\/deno\.land\/std.*\/testing\/bdd\.ts)$/
