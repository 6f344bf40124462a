// What a name says about the file behind it.
export type Kind = 'temporary' | 'unique' | 'log' | 'device'

const temporary = /^(?:tmp(?!l)\w*|temp|temporary|temps|temp(?:dir|file|name|path|folder)s?|mkdtemp|scratch|staging|swp|bak|backup|orig)$/
const unique = /^(?:random|rand|uuid|uuidv?\d|guid|nonce|uniq|unique|pid|ppid|timestamp|hash|hashed|checksum|digest|sha\d+|md5|integrity|fingerprint|nanoid|ulid|cuid|hrtime|salt)$/
const log = /^(?:log|logs|logfile|logfiles|logpath|logdir|stdout|stderr)$/
const suffixes = /\.(?:new|part|download|crdownload)\b|~$|\$\$\$/

// In a name that is part of the program: `tempFile`, `TMP_DIR`, `logPath`.
export function kindOfName(name: string): Kind | undefined {
  return kindOfWords(wordsIn(name))
}

// In a text that is part of the path: `/tmp/x`, `.new`, `server.log`.
export function kindOfText(text: string): Kind | undefined {
  if (/^(?:\/dev\/|\/proc\/|\/sys\/|\\\\\.\\)/.test(text)) return 'device'
  return suffixes.test(text) ? 'temporary' : kindOfWords(wordsIn(text))
}

function wordsIn(text: string): readonly string[] {
  return text.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2').toLowerCase()
    .split(/[^a-z\d]+/)
}

function kindOfWords(words: readonly string[]): Kind | undefined {
  if (words.some((word) => temporary.test(word))) return 'temporary'
  if (words.some((word) => log.test(word))) return 'log'
  return words.some((word) => unique.test(word)) ? 'unique' : undefined
}
