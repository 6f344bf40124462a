/**
 * Language server: shows which code is not safe to kill, in files that the project's own ESLint does not judge by our plugin.
 * Reads: what the editor sends, the project's sources, its ESLint configuration as text; in a trusted folder it runs that.
 * Writes: nothing but messages. Keeps nothing: killed at any instant, the next one starts from what the editor has open.
 * Exit codes: those of the protocol (0 after `shutdown`, else 1).
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'

import { LintServer } from './lint-server.ts'

const folder = import.meta.dirname

new LintServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout), {
  threadProgram: pathToFileURL(join(folder, 'lint-thread.mjs')),
  askEslintProgram: join(folder, 'ask-eslint.mjs'),
}).listen()

// Whoever started it is gone, whatever became of it.
process.stdin.on('end', () => { process.exit(1) })
process.stdin.on('close', () => { process.exit(1) })
