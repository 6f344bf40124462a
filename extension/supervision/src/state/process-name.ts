import { basename } from 'node:path'

/** A process name made from any text: a folder's or a script's name. */
export function processName(text: string): string {
  const name = basename(text).replace(/\.[cm]?[jt]sx?$/u, '').replaceAll(/[^A-Za-z0-9_-]+/gu, '-').replace(/^[-_]+/u, '')
  return name.slice(0, 63) || 'program'
}

/** What the second one of a pair is called. */
export function twinName(name: string): string {
  return `${name}-twin`
}
