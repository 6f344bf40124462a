import type { Locator } from 'playwright-core'

/** In the page, of which nothing here knows the types. */
interface TextField {
  value: string
  readonly dispatchEvent: (event: Event) => boolean
}

/**
 * Not by keys: what takes the focus at that moment, as the editor does whose program has come to a breakpoint, would have the text in
 * its file.
 */
export async function writeInto(input: Locator, text: string, deadlineMs: number): Promise<void> {
  await input.evaluate((element, value) => {
    const field = element as unknown as TextField
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }, text, { timeout: deadlineMs })
}
