import type { Reporter, TestCase, TestModule } from 'vitest/node'

import { leftOutInCi } from '../end-to-end/left-out-in-ci.ts'

/** Ends the output with one plain line of counts, after a line for each skipped test that says why. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const skipped = tests.filter((test) => test.result().state === 'skipped')
    for (const test of skipped) print(`Skipped: ${test.fullName} (${reasonOf(test)})`)
    for (const file of leftOutInCi) print(`Skipped: test/end-to-end/${file} (several editors, and CI has twenty minutes for all)`)
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length
    // A file that cannot be loaded holds no tests, and must not look like success.
    const broken = modules.filter((module) => module.errors().length > 0).length
    print(`Tests: ${count('passed')} passed, ${count('failed') + broken} failed, ${skipped.length} skipped`)
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  return (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given'
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
