import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { readConfigFile } from '../../cli/src/config/read-config-file.ts'
import { readProjectFacts } from '../../src/create-config/project-facts.ts'
import { configText, proposeConfig } from '../../src/create-config/propose-config.ts'
import { temporaryFolder } from '../temporary-folder.ts'

type Files = Readonly<Record<string, string>>
const scripts = (of: Files): Files => ({ 'package.json': JSON.stringify({ scripts: of }) })

const cases: readonly (readonly [string, Files, object | undefined])[] = [
  ['a start script', scripts({ start: 'node server.js', test: 'vitest' }), { web: { command: 'npm run start' } }],
  ['a dev script of pnpm', { ...scripts({ dev: 'tsx watch src/a.ts' }), 'pnpm-lock.yaml': '' }, { web: { command: 'pnpm run dev' } }],
  ['a worker beside it', scripts({ start: 'node a.js', 'start:worker': 'node b.js' }), { web: { command: 'npm run start' }, 'start-worker': undefined, worker: { command: 'npm run start:worker' } }],
  ['a script that starts others', scripts({ dev: 'concurrently -k "npm:dev:api" "npm run worker"', 'dev:api': 'node a.js', worker: 'node b.js' }),
    { api: { command: 'npm run dev:api' }, worker: { command: 'npm run worker' } }],
  ['run-p', scripts({ start: 'run-p web api', web: 'vite', api: 'node a.js' }), { web: { command: 'npm run web' }, api: { command: 'npm run api' } }],
  ['concurrently with something else', scripts({ dev: 'concurrently "npm:a" "tsc -w"', a: 'node a.js' }), { web: { command: 'npm run dev' } }],
  ['a Procfile', { 'Procfile': 'web: gunicorn app -b :$PORT\nrelease: migrate\n# no\nworker: python3 worker.py\n' },
    { web: { command: 'gunicorn app -b :$PORT', env: { PORT: '5000' }, health: { tcp: '127.0.0.1:5000' } }, worker: { command: 'python3 worker.py' } }],
  ['a Procfile and a port of .env', { 'Procfile': 'web: node a.js --port ${PORT}', '.env': 'A=1\nPORT=4000 # here\n' },
    { web: { command: 'node a.js --port ${PORT}', env: { PORT: '4000' }, health: { tcp: '127.0.0.1:4000' } } }],
  ['a port in a script', scripts({ start: 'next start -p 4100' }), { web: { command: 'npm run start', health: { tcp: '127.0.0.1:4100' } } }],
  ['a port that the makers of a server chose', scripts({ start: 'next start' }), { web: { command: 'npm run start', health: { tcp: '127.0.0.1:3000' } } }],
  ['a server that takes another port', scripts({ dev: 'vite --port 3000' }), { web: { command: 'npm run dev' } }],
  ['main of package.json', { 'package.json': '{"main":"lib/a.js"}', 'lib/a.js': '', 'index.js': '' }, { web: { command: 'node lib/a.js' } }],
  ['a server of Python', { 'manage.py': '' }, { web: { command: 'python3 manage.py runserver --noreload', health: { tcp: '127.0.0.1:8000' } } }],
  ['a broken package.json beside a server', { 'package.json': '{', 'server.js': '' }, { web: { command: 'node server.js' } }],
  ['nothing', { 'README.md': '' }, undefined],
]

test.each(cases)('from %s', async (_, files, processes) => {
  const folder = await makeFolder(files)
  const proposed = proposeConfig(await readProjectFacts(folder))
  expect(proposed?.processes).toEqual(processes)
  // What is written is valid, by the command that reads it.
  if (proposed !== undefined) await expect(readConfigFile(configText(proposed), join(folder, 'crash-only.json'), folder)).resolves.toBeDefined()
})

async function makeFolder(files: Files): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}
