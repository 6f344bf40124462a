import { wordsIn } from '../ast/words.ts'

// What a name says about the file behind it.
export type Kind = 'temporary' | 'unique' | 'log' | 'device'

const temporary = /^(?:tmp(?!l)\w*|\w{3,}tmp|temp|temporary|temps|temp(?:dir|file|name|path|folder)s?|mkdtemp|scratch|staging|swp|bak|backup|orig)$/
const unique = /^(?:random|rand|uuid|uuidv?\d|guid|nonce|uniq|unique|ppid|timestamp|hash|hashed|checksum|digest|sha\d+|md5|integrity|fingerprint|nanoid|ulid|cuid|hrtime|salt)$/
const log = /^(?:log|logs|logfile|logfiles|logpath|logdir|stdout|stderr)$/
const suffixes = /\.(?:new|part|download|crdownload)\b|~$|\$\$\$/

// In a name that is part of the program: `tempFile`, `TMP_DIR`, `logPath`.
export function kindOfName(name: string): Kind | undefined {
  return kindOfWords(wordsIn(name))
}

// In a text that is part of the path: `/tmp/x`, `.new`, `server.log`. A name that stands in the program is never unique.
export function kindOfText(text: string): Kind | undefined {
  if (/^(?:\/dev\/|\/proc\/|\/sys\/|\\\\\.\\)/.test(text)) return 'device'
  const kind = suffixes.test(text) ? 'temporary' : kindOfWords(wordsIn(text))
  return kind === 'unique' ? undefined : kind
}

function kindOfWords(words: readonly string[]): Kind | undefined {
  if (words.some((word) => temporary.test(word))) return 'temporary'
  if (words.some((word) => log.test(word)) && words.join(' ') !== 'log name') return 'log'
  return words.some((word) => unique.test(word)) || isProcessId(words) ? 'unique' : undefined
}

// A process id makes a name unique; `pidFile` is where others look for it.
function isProcessId(words: readonly string[]): boolean {
  return words.includes('pid') && !words.some((word) => /^(?:file|path|filename|dir)$/.test(word))
}
