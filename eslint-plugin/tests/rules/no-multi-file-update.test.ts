import { noMultiFileUpdate } from '../../src/rules/no-multi-file-update.ts'
import { checkRule } from '../check-rule.ts'

const fs = `import fs from 'node:fs'; `

checkRule('no-multi-file-update', noMultiFileUpdate, {
  reports: [
    `${fs} fs.writeFileSync('users.json', a); fs.writeFileSync('groups.json', b)`,
    `${fs} async function save() { await fs.promises.writeFile(users, a); await fs.promises.writeFile(groups, b) }`,
    `import writeFileAtomic from 'write-file-atomic'; async function save() { await writeFileAtomic(users, a); await writeFileAtomic(groups, b) }`,
    `const fse = require('fs-extra'); async function save() { await Promise.all([fse.outputJson(users, a), fse.outputJson(groups, b)]) }`,
    `${fs} function save() { fs.writeFileSync(one, a); fs.writeFileSync(two, b); fs.writeFileSync(three, c) }`,
    { code: `${fs} function save() { fs.writeFileSync(one!, a); fs.writeFileSync(two as string, b) }`, language: 'typescript' },
    `${fs} function save() { if (x) fs.writeFileSync(users, a); else fs.writeFileSync(groups, b); fs.writeFileSync(names, c) }`,
    // After what stands in the test of a choice each of its branches is reached; after `finally` all.
    `${fs} function save() { if (fs.writeFileSync(users, a)) return; else fs.writeFileSync(groups, b) }`,
    `${fs} function save() { try { fs.writeFileSync(users, a) } catch {} finally { fs.writeFileSync(groups, b) } }`,
    `${fs} function save() { fs.writeFileSync(users, fs.writeFileSync(groups, b)) }`,
    `${fs} function save() { fs.writeFileSync(users, a); if (x) { fs.writeFileSync(users, b); return } fs.writeFileSync(groups, c) }`,
  ],
  accepts: [
    `${fs} function save() { fs.writeFileSync(users, a) } function load() { fs.writeFileSync(groups, b) }`,
    `${fs} function save() { fs.writeFileSync(users, a); fs.writeFileSync(users, b) }`,
    `${fs} function save() { if (x) fs.writeFileSync(users, a); else fs.writeFileSync(groups, b) }`,
    `${fs} function save() { if (x) { fs.writeFileSync(users, a); return } fs.writeFileSync(groups, b) }`,
    `${fs} function save() { switch (x) { case 1: fs.writeFileSync(users, a); break; case 2: fs.writeFileSync(groups, b) } }`,
    `${fs} function save() { try { fs.writeFileSync(users, a) } catch { fs.writeFileSync(groups, b) } }`,
    `${fs} function save() { if (x) fs.writeFileSync(users, a); else if (y) fs.writeFileSync(groups, b); else fs.writeFileSync(names, c) }`,
    `${fs} function save() { return x ? fs.writeFileSync(users, a) : fs.writeFileSync(groups, b) }`,
    `${fs} function save() { fs.writeFileSync(users + '.tmp', a); fs.writeFileSync(groups, b) }`,
    `${fs} it('saves', () => { fs.writeFileSync(users, a); fs.writeFileSync(groups, b) })`,
  ],
})
