import { wordsIn } from '../ast/words.ts'

// What a program does once, before it serves anybody.
const verbs = new Set(['init', 'initialize', 'initialise', 'initializer', 'setup', 'boot', 'bootstrap', 'start', 'startup', 'launch',
  'main', 'cli', 'register', 'configure', 'config', 'mount', 'install', 'uninstall', 'migrate', 'daemonize', 'build', 'prepare',
  'provision', 'generate', 'precompile', 'scaffold', 'preload'])

// Alone they are what a command line does; with more words they are anything.
const alone = new Set(['run', 'exec', 'execute', 'load', 'connect', 'listen', 'open', 'handler', 'action', 'create', 'constructor'])

const known = new Map<string, boolean>()
const knownMax = 10_000

// Asked several times for each function, and programs use the same names again and again.
export function isStartUpName(name = ''): boolean {
  const found = known.get(name)
  if (found !== undefined) return found
  const answer = saysStartUp(name)
  if (known.size >= knownMax) known.clear()
  known.set(name, answer)
  return answer
}

function saysStartUp(name: string): boolean {
  const words = wordsIn(name).map((word) => word.replace(/\d+$/, ''))
  const [first = '', second = '', ...others] = words
  if (words.length === 1 && /^(?:connect|listen|ready)$/.test(first)) return true
  // `onModuleInit`, `onApplicationBootstrap`.
  if (/^(?:init|bootstrap|startup)$/.test(words.at(-1) ?? '')) return true
  if (/^_?on(?:Ready|Require)$/.test(name)) return true
  if (verbs.has(first) || (first === 'set' && second === 'up')) return true
  // `ensureDir` says nothing, `ensureCacheDir` does.
  if (/^_?(?:ensure|create|make|mk).+(?:dirs?|director(?:y|ies)|folders?)(?:If.*)?$/i.test(name)) return true
  if (/^(?:create|make)$/.test(first) && servers.has(second)) return true
  if (first === 'load' && (second === 'all' || [second, ...others].some((word) => parts.has(word)))) return true
  return /^(?:load|read|get|resolve|find|parse|normali[sz]e|validate|check|ensure|create|import|discover|collect)$/.test(first)
    && [second, ...others].some((word) => topics.has(word))
}

const servers = new Set(['server', 'app', 'application', 'proxy', 'cluster', 'express', 'router', 'routes', 'middleware'])

const topics = new Set(['config', 'configs', 'configuration', 'settings', 'options', 'opts', 'plugin', 'plugins', 'preset',
  'presets', 'rc', 'env', 'environment', 'args', 'argv', 'modules', 'package', 'pkg', 'cert', 'certs', 'certificate', 'ssl', 'tls',
  'https'])

// What programs are put together of.
const parts = new Set(['adapters', 'drivers', 'models', 'controllers', 'routes', 'middleware', 'middlewares', 'services', 'handlers',
  'hooks', 'extensions', 'addons', 'locales', 'translations', 'migrations', 'schemas', 'themes', 'helpers', 'partials', 'scripts'])
const topicsAnywhere = new Set([...topics].concat([
  'cli', 'command', 'commands', 'help', 'usage', 'version', 'banner', 'bootstrap', 'loader', 'installer', 'initializers',
  'installation', 'migration', 'generator', 'compiler', 'precompile', 'builder', 'builtin', 'defaults', 'schema', 'basedir']))

// Whether a name is about what is settled at start-up. More is left out than by `isStartUpName`, for where nothing else tells.
export function isAboutStartUp(name: string | undefined): boolean {
  const words = wordsIn(name ?? '')
  if (isStartUpName(name) || (words.length === 1 && alone.has(words[0] ?? ''))) return true
  return words.some((word) => topicsAnywhere.has(word))
}
