import { noCrossDeviceRename } from '../../src/rules/no-cross-device-rename.ts'
import { checkRule } from '../check-rule.ts'

const imports = `import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; `

checkRule('no-cross-device-rename', noCrossDeviceRename, {
  reports: [
    `${imports} const file = path.join(os.tmpdir(), 'a'); fs.renameSync(file, target)`,
    `${imports} fs.rename(path.join(os.tmpdir(), 'a'), target, done)`,
    `${imports} const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'a-')); fs.renameSync(path.join(folder, 'a'), target)`,
    `${imports} const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'a-')); await fs.promises.rename(folder + '/a', target)`,
    `${imports} fs.renameSync('/tmp/state', '/var/lib/state')`,
    `${imports} fs.renameSync('/dev/shm/state', '/var/lib/state')`,
    `const { tmpdir } = require('os'); const fse = require('fs-extra'); fse.rename(\`\${tmpdir()}/a\`, target)`,
    `const tmp = require('tmp'); const fs = require('fs'); const made = tmp.fileSync(); fs.renameSync(made.name, target)`,
    `${imports} const place = () => path.join(os.tmpdir(), 'a'); fs.renameSync(place(), target)`,
    `const tmp = require('tmp'); const fs = require('fs'); const made = tmp.fileSync({ postfix: '.json' }); fs.renameSync(made.name, target)`,
    `const tmp = require('tmp'); const fs = require('fs'); const made = tmp.fileSync({ tmpdir: require('os').tmpdir() }); fs.renameSync(made.name, target)`,
    `${imports} class Store { constructor() { this.next = path.join(os.tmpdir(), 'a') } save() { fs.renameSync(this.next, this.path) } }`,
    `${imports} class Store { constructor(folder) { this.folder = folder } save() { fs.renameSync(path.join(os.tmpdir(), 'a'), path.join(this.folder, 'a')) } }`,
    `${imports} function save(folder = 'data') { fs.renameSync(path.join(os.tmpdir(), 'a'), path.join(folder, 'a')) }`,
    `${imports} fs.renameSync(path.join(os.tmpdir(), 'a'), template)`,
    { code: `${imports} const file: string = path.join(os.tmpdir(), 'a'); fs.renameSync(file, target as string)`, language: 'typescript' },
  ],
  accepts: [
    `${imports} const next = target + '.tmp'; fs.renameSync(next, target)`,
    `${imports} const folder = path.join(os.tmpdir(), 'a'); fs.renameSync(folder + '/b', folder + '/c')`,
    `${imports} fs.renameSync(from, to)`,
    `${imports} let file = path.join(os.tmpdir(), 'a'); file = target + '.new'; fs.renameSync(file, target)`,
    // Made beside the target.
    `const tmp = require('tmp'); const fs = require('fs'); const made = tmp.fileSync({ tmpdir: path.dirname(target) }); fs.renameSync(made.name, target)`,
    `import tmp from 'tmp-promise'; ${imports} const { path: made } = await tmp.file({ dir }); fs.renameSync(made, target)`,
    `import tmp from 'tmp'; ${imports} function save(options) { fs.renameSync(tmp.fileSync(options).name, target) }`,
    `import tmp from 'tmp'; ${imports} const made = tmp.fileSync({ ...options }); fs.renameSync(made.name, target)`,
    // A target that may be a temporary file itself.
    `${imports} class Cache { constructor() { this.folder = path.join(os.tmpdir(), 'b') } save() { fs.renameSync(path.join(os.tmpdir(), 'a'), path.join(this.folder, 'a')) } }`,
    `${imports} class Cache { folder = options.folder || os.tmpdir(); save() { fs.renameSync(os.tmpdir() + '/a', \`\${this.folder}/b\`) } }`,
    `${imports} function save(folder = os.tmpdir()) { fs.renameSync(path.join(os.tmpdir(), 'a'), path.join(folder, 'b')) }`,
    `${imports} function save(options) { const { folder = os.tmpdir() } = options; fs.renameSync(path.join(os.tmpdir(), 'a'), path.join(folder, 'b')) }`,
    `${imports} function save(to) { fs.renameSync(path.join(os.tmpdir(), 'a'), to) } save(path.join(os.tmpdir(), 'b'))`,
    `${imports} fs.renameSync(path.join(os.tmpdir(), 'a'), path.join(tmpDir, 'b'))`,
    `${imports} fs.renameSync(path.join(os.tmpdir(), 'a'), process.env.TMPDIR + '/b')`,
    `${imports} fs.renameSync(path.join(os.tmpdir(), 'a'), x ? target : '/tmp/b')`,
    `${imports} fs.copyFileSync(path.join(os.tmpdir(), 'a'), target)`,
    `db.rename('/tmp/a', 'b')`,
    `${imports} it('moves', () => { fs.renameSync('/tmp/a', 'b') })`,
  ],
})
