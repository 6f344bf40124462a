import { chmod, lstat, mkdir } from 'node:fs/promises'

const privateDirectoryMode = 0o700
const othersMask = 0o077

/** A folder that cannot be used, in one line for the user: what is wrong, where, what to do. */
export class FolderNotOursError extends Error {}

/**
 * Makes a directory that only this user can enter, or refuses one that is not theirs: a planted folder or symbolic
 * link in a shared temporary directory would hand the control socket to somebody else.
 * @throws FolderNotOursError
 */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: privateDirectoryMode })
  } catch {
    // Node says ENOENT of any reason when it makes parents, too.
    const error: unknown = await mkdir(path, privateDirectoryMode).then(() => undefined, (reason: unknown) => reason)
    if (error !== undefined) throw new FolderNotOursError(`cannot create ${path}: ${reasonOf(error)} (make it writable, or ${howToMove})`)
  }
  const found = await lstat(path)
  if (!found.isDirectory()) {
    throw new FolderNotOursError(`cannot use ${path}: it is not a directory (remove it, or ${howToMove})`)
  }
  if (process.getuid !== undefined && found.uid !== process.getuid()) {
    throw new FolderNotOursError(`cannot use ${path}: it belongs to user id ${found.uid} (remove it, or ${howToMove})`)
  }
  if ((found.mode & othersMask) !== 0) await chmod(path, privateDirectoryMode)
}

const howToMove = 'set XDG_STATE_HOME and XDG_RUNTIME_DIR to folders of yours'

function reasonOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error)
}
