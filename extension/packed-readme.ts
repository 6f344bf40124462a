/**
 * The README as it is packed: without the pictures that stand beside it in the repository. The editor's page about an extension, and
 * the Marketplace, show a picture only from an https address, and vsce refuses any other; without one its place would be an empty frame.
 */
export function packedReadme(text: string): string {
  return text.replaceAll(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?/gmu, '')
}
