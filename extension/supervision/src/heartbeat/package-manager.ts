const packageManagerScript = /[/\\](?:npm-cli|npx-cli|npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(?:\.[cm]?js)?$/u
const tsxScript = /[/\\](?:\.bin[/\\]tsx|tsx[/\\]dist[/\\]cli\.[cm]js)$/u

/**
 * A package manager's loop turns however its script fares, so it must not vouch for it. tsx does, too, and listens on a
 * pipe of its own: it would count as serving before its program has begun.
 */
export function isPackageManager(script: string | undefined): boolean {
  return script !== undefined && (packageManagerScript.test(script) || tsxScript.test(script))
}
