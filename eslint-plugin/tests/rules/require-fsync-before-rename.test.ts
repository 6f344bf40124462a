import { requireFsyncBeforeRename } from '../../src/rules/require-fsync-before-rename.ts'
import { checkRule } from '../check-rule.ts'

const fs = `import fs from 'node:fs'; `

checkRule('require-fsync-before-rename', requireFsyncBeforeRename, {
  reports: [
    `${fs} fs.writeFileSync('a.new', text); fs.renameSync('a.new', 'a')`.replaceAll(`'a.new'`, 'temporary'),
    `${fs} async function save(path, text) { const next = path + '.new'; await fs.promises.writeFile(next, text); await fs.promises.rename(next, path) }`,
    `import { rename, writeFile } from 'node:fs/promises'; await writeFile(next, text); await rename(next, path)`,
    `${fs} fs.writeFile(next, text, (error) => { fs.rename(next, path, done) })`,
    `class File { write(text) { fs.writeFileSync(this.next, text); fs.renameSync(this.next, this.path) } } import fs from 'fs'`,
    `${fs} const out = fs.createWriteStream(next); out.on('close', () => fs.rename(next, path, done))`,
    `${fs} const fd = fs.openSync(next, 'w'); fs.writeSync(fd, text); fs.closeSync(fd); fs.renameSync(next, path)`,
    'const fs_1 = require("fs"); fs_1.promises.writeFile(`${path}.new`, text).then(() => fs_1.promises.rename(`${path}.new`, path))',
    `const fse = require('fs-extra'); fse.outputJson(next, data).then(() => fse.rename(next, path))`,
    // What only looks like a sync.
    `${fs} rimrafSync(old); fs.writeFileSync(next, text); fs.renameSync(next, path)`,
    `${fs} if (diffSync()) fs.writeFileSync(next, text); fs.renameSync(next, path)`,
    `${fs} await User.sync(); fs.writeFileSync(next, text); fs.renameSync(next, path)`,
    `${fs} /* we do not pass flush: true */ fs.writeFileSync(next, text); fs.renameSync(next, path)`,
    `${fs} const how = 'flush: true, O_SYNC'; fs.writeFileSync(next, text); fs.renameSync(next, path)`,
    `${fs} logger.end({ flush: true }); fs.writeFileSync(next, text); fs.renameSync(next, path)`,
    // Moved, copied, and written by a helper.
    `const fse = require('fs-extra'); fse.writeFile(next, text).then(() => fse.move(next, path))`,
    `${fs} fs.copyFileSync(from, next); fs.renameSync(next, path)`,
    `${fs} function writeNext(place) { fs.writeFileSync(place, text) } function save(f) { writeNext(f + '.new'); fs.renameSync(f + '.new', f) }`,
    `${fs} class File { put(place) { fs.writeFileSync(place, text) } save() { this.put(this.next); fs.renameSync(this.next, this.path) } }`,
    { code: `${fs} async function save(next: string, path: string) { await fs.promises.writeFile(next, 'a'); await fs.promises.rename(next, path) }`,
      language: 'typescript' },
    { code: `${fs}\nfs.writeFileSync(next, text)\nfs.renameSync(next, path)`,
      suggestions: { flush: `${fs}\nfs.writeFileSync(next, text, { flush: true })\nfs.renameSync(next, path)` } },
    { code: `${fs}\nfs.writeFileSync(next, text, 'utf8')\nfs.renameSync(next, path)`,
      suggestions: { flush: `${fs}\nfs.writeFileSync(next, text, { encoding: 'utf8', flush: true })\nfs.renameSync(next, path)` } },
    { code: `${fs}\nfs.writeFileSync(next, text, {\n  mode: 0o600 // private\n})\nfs.renameSync(next, path)`,
      suggestions: { flush: `${fs}\nfs.writeFileSync(next, text, {\n  mode: 0o600, flush: true // private\n})\nfs.renameSync(next, path)` } },
    { code: `${fs}\nfs.writeFileSync(next, (a, b))\nfs.renameSync(next, path)`,
      suggestions: { flush: `${fs}\nfs.writeFileSync(next, (a, b), { flush: true })\nfs.renameSync(next, path)` } },
    { code: `${fs}\nfs.writeFileSync(next, text, { flush: false })\nfs.renameSync(next, path)`, suggestions: {} },
  ],
  accepts: [
    `${fs} fs.writeFileSync(next, text, { flush: true }); fs.renameSync(next, path)`,
    `${fs} const fd = fs.openSync(next, 'w'); fs.writeSync(fd, text); fs.fsyncSync(fd); fs.renameSync(next, path)`,
    `${fs} const handle = await fs.promises.open(next, 'w'); await handle.writeFile(text); await handle.sync(); await fs.promises.rename(next, path)`,
    `${fs} await fs.promises.writeFile(next, text); await syncFile(next); await fs.promises.rename(next, path); async function syncFile(file) { const h = await fs.promises.open(file); await h.datasync() }`,
    `import { promisify } from 'node:util'; ${fs} const fsync = promisify(fs.fsync); fs.writeFileSync(next, text); await fsync(fd); fs.renameSync(next, path)`,
    `import { open, rename } from 'node:fs/promises'; let h; h = await open(next, 'w'); await h.sync(); await rename(next, path)`,
    `${fs} async function flushed(handle) { await handle.sync() } fs.writeFileSync(next, text); fs.renameSync(next, path)`,
    `${fs} fs.writeFileSync(next, text); syncDir(folder); fs.renameSync(next, path)`,
    `${fs} const how = { flush: true }; fs.writeFileSync(next, text, how); fs.renameSync(next, path)`,
    `${fs} const fd = fs.openSync(next, fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_SYNC); fs.writeSync(fd, text); fs.renameSync(next, path)`,
    `const { O_CREAT, O_WRONLY, O_DSYNC } = require('constants'); ${fs} fs.openSync(next, O_CREAT | O_WRONLY | O_DSYNC); fs.renameSync(next, path)`,
    `const file = await Deno.open(next, { write: true }); await file.syncData(); await Deno.writeTextFile(next, text); await Deno.rename(next, path)`,
    `const fse = require('fs-extra'); fse.copySync(folder, next); fse.moveSync(next, path)`,
    // Nothing was written: a file is moved.
    `${fs} fs.renameSync(from, to)`,
    `${fs} fs.writeFileSync(other, text); fs.renameSync(from, to)`,
    `${fs} fs.appendFileSync(next, text); fs.renameSync(next, path)`,
    `db.rename(next, path); fs.writeFileSync(next, text); ${fs}`,
    `it('moves', () => { fs.writeFileSync(next, text); fs.renameSync(next, path) }); ${fs}`,
  ],
})
