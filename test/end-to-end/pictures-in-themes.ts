import type { Page } from 'playwright-core'

import { takePictures as take } from './pictures.ts'

export const takePictures = async (page: Page, _folder: string, name: string): Promise<void> => take(page, name)
