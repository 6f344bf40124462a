import type { SourceFile } from '../source-file.ts'
import { importedModules } from './cli-file.ts'

// Code of a worker thread may block: that is what the thread is for. A file that is both is judged.
export function isWorkerFile(file: SourceFile): boolean {
  const imported = importedModules(file)
  if (!imported.includes('worker_threads') && !imported.includes('node:worker_threads')) return false
  return /\bparentPort\b/.test(file.source.text) && !/\b(?:isMainThread|new Worker)\b/.test(file.source.text)
}
