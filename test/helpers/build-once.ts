import { buildAll } from '../../extension/build.ts'

/** Tests run what users run: the bundles, not the sources. */
export default async function setUp(): Promise<void> {
  await buildAll()
}
