import { type FileHandle, open, readFile } from 'node:fs/promises'

/** One entry of an archive; the names of folders come before what is in them. */
export type Entry =
  | { readonly name: string; readonly kind: 'folder' }
  | { readonly name: string; readonly kind: 'link'; readonly to: string }
  | { readonly name: string; readonly kind: 'device'; readonly major: number; readonly minor: number }
  | { readonly name: string; readonly kind: 'file'; readonly from: string }
  | { readonly name: string; readonly kind: 'text' | 'script'; readonly text: string }

const modes = { folder: 0o040755, link: 0o120777, device: 0o020600, file: 0o100755, text: 0o100644, script: 0o100755 } as const
const alignment = 4

/** Writes an initramfs: the kernel's `newc` format (Documentation/driver-api/early-userspace/buffer-format.rst). */
export async function writeCpio(path: string, entries: readonly Entry[]): Promise<void> {
  const archive = await open(path, 'wx')
  try {
    for (const [index, entry] of entries.entries()) await writeEntry(archive, entry, index + 1)
    await writeEntry(archive, { name: 'TRAILER!!!', kind: 'text', text: '' }, 0)
  } finally {
    await archive.close()
  }
}

async function writeEntry(archive: FileHandle, entry: Entry, inode: number): Promise<void> {
  const content = await contentOf(entry)
  const [major, minor] = entry.kind === 'device' ? [entry.major, entry.minor] : [0, 0]
  // inode, mode, uid, gid, links, mtime, size, device major and minor, special major and minor, name's length, checksum
  const fields = [inode, modes[entry.kind], 0, 0, 1, 0, content.length, 0, 0, major, minor, Buffer.byteLength(entry.name) + 1, 0]
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${entry.name}\0`
  await archive.write(padded(Buffer.from(head)))
  if (content.length > 0) await archive.write(padded(content))
}

async function contentOf(entry: Entry): Promise<Buffer> {
  if (entry.kind === 'text' || entry.kind === 'script') return Buffer.from(entry.text)
  if (entry.kind === 'link') return Buffer.from(entry.to)
  return entry.kind === 'file' ? readFile(entry.from) : Buffer.alloc(0)
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)])
}
