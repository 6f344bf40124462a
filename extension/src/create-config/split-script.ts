/**
 * The scripts that a script starts beside each other: `concurrently "npm:web" "npm run worker"`, `run-p web worker`,
 * `npm-run-all --parallel web worker`. Each becomes a process of its own, so that one that crashes does not take the others with it.
 * None where it does anything else.
 */
export function splitScript(name: string, scripts: Readonly<Record<string, string>>): readonly string[] {
  const text = (scripts[name] ?? '').trim()
  const words = text.match(/"[^"]*"|'[^']*'|\S+/gu)?.map((word) => word.replace(/^(["'])(.*)\1$/u, '$2')) ?? []
  const names = partsOf(words)
  const areAllKnown = names.length > 1 && names.every((part) => Object.hasOwn(scripts, part) && part !== name)
  return areAllKnown && !/&&|\|\||;/u.test(text) ? names : []
}

function partsOf([program, ...args]: readonly string[]): readonly string[] {
  const isParallel = program === 'run-p' || (program === 'npm-run-all' && args.some((arg) => arg === '-p' || arg === '--parallel'))
  if (isParallel) return args.filter((arg) => !arg.startsWith('-'))
  if (program !== 'concurrently') return []
  return args.map((arg) => /^(?:npm:|(?:npm|pnpm|yarn) run )([\w:.-]+)$/u.exec(arg)?.[1]).filter((part) => part !== undefined)
}
