import { applyEvent, emptyHistory, type ProjectHistory } from './history.ts'
import { readJournal } from './journal-reader.ts'

/** What the journal says by now. */
export async function readHistory(directory: string): Promise<ProjectHistory> {
  const history = emptyHistory()
  await readJournal(directory).each((event) => { applyEvent(history, event) })
  return history
}
