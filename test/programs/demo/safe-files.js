// Files that hold, at every instant and also after a power cut, either the old or the new text, never half of one.
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'

const dataFolder = new URL('data/', import.meta.url)
export const jobsFolder = new URL('jobs/', dataFolder)
export const resultsFolder = new URL('results/', dataFolder)
export const visitsFile = new URL('visits.json', dataFolder)

await mkdir(jobsFolder, { recursive: true })
await mkdir(resultsFolder, { recursive: true })

/** Write a sibling, sync it, rename it over the target, sync the folder. */
export async function writeJson(file, value) {
  const unfinished = new URL(`${file}.${randomUUID()}.new`)
  const handle = await open(unfinished, 'w')
  await handle.writeFile(JSON.stringify(value))
  await handle.sync()
  await handle.close()
  await rename(unfinished, file)
  await syncFolder(file)
}

export async function readJson(file, whenMissing) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return whenMissing
    throw error
  }
}

/** The finished files of a folder, each as its address. */
export async function listJson(folder) {
  const names = await readdir(folder)
  return names.filter((name) => name.endsWith('.json')).map((name) => new URL(name, folder))
}

export async function syncFolder(file) {
  const handle = await open(new URL('.', file))
  await handle.sync()
  await handle.close()
}
