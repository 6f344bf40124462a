import { describe, expect, test } from 'vitest'

import { foregroundOption } from '../../src/config/foreground-option.ts'
import { findTwoSupervisors } from '../../../supervision/src/state/two-supervisors.ts'

describe('a supervised supervisor is told with the command to use instead', () => {
  test.each([
    ['nodemon server.js', 'node server.js'],
    ['nodemon --watch src -e ts,json server.js --port 3', 'node server.js --port 3'],
    ['nodemon server.ts', 'tsx server.ts'],
    ['nodemon --exec "ts-node --esm" server.ts', 'ts-node --esm server.ts'],
    ['nodemon --exec "python3 worker.py"', 'python3 worker.py'],
    [['node', '/x/node_modules/.bin/nodemon', 'a b.js'], "node 'a b.js'"],
    ['NODE_ENV=production exec nodemon server.js', 'node server.js'],
    ['pm2-runtime server.js', 'node server.js'],
    ['pm2-runtime start server.js -- --port 3', 'node server.js --port 3'],
    ['pm2 start server.js -i 2', 'node server.js'],
    ['forever start server.js', 'node server.js'],
  ])('%j', (command, instead) => {
    expect(findTwoSupervisors({ command })).toContain(`(use instead: ${instead})`)
  })

  test('where it cannot be told, the program itself is asked for', () => {
    expect(findTwoSupervisors({ command: 'pm2-runtime ecosystem.config.js' })).toMatch(/two supervisors fight.*\(give the program itself/u)
  })

  test.each([['node server.js'], ['tsx watch server.ts'], ['echo nodemon'], ['sh -c "nodemon x"'], ['./my-nodemon x']])('%s is none', (command) => {
    expect(findTwoSupervisors({ command })).toBeUndefined()
  })
})

test.each([
  ['nginx', 'nginx -g "daemon off;"'],
  ['/usr/sbin/nginx -c x', 'nginx -g "daemon off;"'],
  ['my-server', 'its option for the foreground, often --foreground, --no-daemon or -F'],
])('the foreground option of %s', (command, option) => {
  expect(foregroundOption({ command })).toBe(option)
})
