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
    { code: `${imports} const file: string = path.join(os.tmpdir(), 'a'); fs.renameSync(file, target as string)`, language: 'typescript' },
  ],
  accepts: [
    `${imports} const next = target + '.tmp'; fs.renameSync(next, target)`,
    `${imports} const folder = path.join(os.tmpdir(), 'a'); fs.renameSync(folder + '/b', folder + '/c')`,
    `${imports} fs.renameSync(from, to)`,
    `${imports} let file = path.join(os.tmpdir(), 'a'); file = target + '.new'; fs.renameSync(file, target)`,
    `${imports} fs.copyFileSync(path.join(os.tmpdir(), 'a'), target)`,
    `db.rename('/tmp/a', 'b')`,
    `${imports} it('moves', () => { fs.renameSync('/tmp/a', 'b') })`,
  ],
})
