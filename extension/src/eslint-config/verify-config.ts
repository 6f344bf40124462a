import { l10n } from 'vscode'

import type { AskedFiles } from '../../lint-server/src/ask-eslint/answer.ts'
import { askEslint } from '../../lint-server/src/eslint-config/ask-eslint.ts'
import { programEnvironment } from '../command-line/program-environment.ts'

const deadlineMs = 60_000

/** Undefined: the project's ESLint loads the configuration, and it has the plugin. Else what is wrong. */
export async function verifyConfig(program: string, asked: AskedFiles): Promise<string | undefined> {
  const answer = await askEslint(asked, { program, deadlineMs, env: programEnvironment(process.env) })
  if (answer.kind === 'failed') return answer.reason.split('\n')[0]
  return Object.values(answer.coverage).includes('has-plugin') ? undefined : l10n.t('no file that it is about gets the plugin')
}
