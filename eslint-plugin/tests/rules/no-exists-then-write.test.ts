import { noExistsThenWrite } from '../../src/rules/no-exists-then-write.ts'
import { checkRule } from '../check-rule.ts'

const fs = `import fs from 'node:fs'; `

checkRule('no-exists-then-write', noExistsThenWrite, {
  reports: [
    `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text)`,
    `${fs} if (!fs.existsSync(path)) { log('new'); fs.writeFileSync(path, text) }`,
    `${fs} if (fs.existsSync(path)) { read() } else { fs.writeFileSync(path, text) }`,
    `${fs} function make() { if (fs.existsSync(path)) return; fs.writeFileSync(path, text) }`,
    `${fs} const exists = fs.existsSync(path); if (!exists) fs.writeFileSync(path, text)`,
    `${fs} fs.existsSync(path) || fs.writeFileSync(path, text)`,
    `${fs} fs.access(path, (error) => { fs.writeFile(path, text, done) })`,
    `${fs} fs.exists(path, (found) => { if (!found) fs.writeFile(path, text, done) })`,
    `const fse = require('fs-extra'); async function make() { if (!(await fse.pathExists(path))) await fse.outputJson(path, data) }`,
    `${fs} if (!force && !fs.existsSync(path)) fs.copyFileSync(template, path)`,
    `${fs} if (fs.existsSync(path) === false) fs.writeFileSync(path, text)`,
    { code: `${fs} if (!fs.existsSync(path!)) fs.writeFileSync(path!, text as string)`, language: 'typescript' },
    { code: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text)`,
      suggestions: { exclusive: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, { flag: 'wx' })` } },
    { code: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, 'utf8')`,
      suggestions: { exclusive: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, { encoding: 'utf8', flag: 'wx' })` } },
    { code: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, { mode })`,
      suggestions: { exclusive: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, { mode, flag: 'wx' })` } },
    { code: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, {\n  mode // private\n})`,
      suggestions: { exclusive: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, {\n  mode, flag: 'wx' // private\n})` } },
    { code: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, (text))`,
      suggestions: { exclusive: `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, (text), { flag: 'wx' })` } },
  ],
  accepts: [
    `${fs} if (!fs.existsSync(path)) fs.writeFileSync(path, text, { flag: 'wx' })`,
    `${fs} if (fs.existsSync(path)) fs.writeFileSync(path, text)`,
    `${fs} if (!fs.existsSync(folder)) fs.mkdirSync(folder); fs.writeFileSync(path, text)`,
    `${fs} if (!fs.existsSync(other)) fs.writeFileSync(path, text)`,
    `${fs} if (!fs.existsSync(path)) return_(); fs.writeFileSync(path, text)`,
    `${fs} if (!fs.existsSync(path)) later(() => fs.writeFileSync(path, text))`,
    `${fs} if (!cache.has(path)) fs.writeFileSync(path, text)`,
    `${fs} if (!fs.existsSync(path)) fs.appendFileSync(path, text)`,
    `${fs} it('makes', () => { if (!fs.existsSync(path)) fs.writeFileSync(path, text) })`,
  ],
})
