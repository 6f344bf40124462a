const packageManagerScript = /[/\\](?:npm-cli|npx-cli|npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(?:\.[cm]?js)?$/u

/** A package manager's loop turns however its script fares, so it must not vouch for it. */
export function isPackageManager(script: string | undefined): boolean {
  return script !== undefined && packageManagerScript.test(script)
}
