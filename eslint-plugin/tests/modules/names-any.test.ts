import { expect, it } from 'vitest'

import { namesAny } from '../../src/modules/names-any.ts'

function checkNames(title: string, { text, names, may }: { text: string, names: readonly string[], may: boolean }): void {
  it(title, () => { expect(namesAny(text, new Set(names))).toBe(may) })
}

checkNames('a property is a name', { text: 'log.tail(file)', names: ['tail'], may: true })
checkNames('so is an optional one', { text: 'log?.tail(file)', names: ['tail'], may: true })
checkNames('so is one in brackets', { text: 'log["tail"](file)', names: ['tail'], may: true })
checkNames('so is the first of those that are taken out', { text: 'const { tail } = log', names: ['tail'], may: true })
checkNames('so is another of them', { text: 'import { head, tail as last } from "./log.js"', names: ['tail'], may: true })
checkNames('so is one on a line of its own, below a comment', { text: 'const {\n  // the end\n  tail,\n} = log', names: ['tail'], may: true })
checkNames('so is one behind a comment', { text: 'const { head, /* the end */ tail } = log', names: ['tail'], may: true })
checkNames('one name of several is enough', { text: 'log.tail(file)', names: ['head', 'tail'], may: true })
checkNames('a part of a word is no name', { text: 'log.details(curtail, log.$tail)', names: ['tail'], may: false })
checkNames('what the file declares itself is none', { text: 'function tail() {}', names: ['tail'], may: false })
checkNames('a word in a sentence is none', { text: 'log.end() // follow the tail of it', names: ['tail'], may: false })
checkNames('the later place counts when the first is none', { text: 'const curtail = log.tail', names: ['tail'], may: true })
checkNames('the exports of the file itself are not those of another', { text: 'module.exports = module . exports', names: ['exports'], may: false })
checkNames('those of another are', { text: 'run(tools.exports)', names: ['exports'], may: true })
checkNames('the module as a whole has no name', { text: 'run()', names: [''], may: false })
