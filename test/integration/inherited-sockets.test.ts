import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { makeProject, programs } from '../helpers/supervised-project.ts'

const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')

// As systemd does it for a `.socket` unit: descriptor 3, its name, and whom it is meant for (sd_listen_fds(3)).
const opens = `
$^F = 10;
socket(my $s, 2, 1, 0); setsockopt($s, 1, 2, 1); bind($s, pack("S n a4 x8", 2, $ARGV[0], "\\x7f\\0\\0\\1")) or die $!; listen($s, 16);
require POSIX; POSIX::dup2(fileno($s), 3) if fileno($s) != 3;
$ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = 1; $ENV{LISTEN_FDNAMES} = "web";
shift @ARGV; exec @ARGV;
`

test('a socket that systemd opened is the program\'s: it answers there, and again after each death; the program is told nothing of it', async () => {
  const port = await freePort()
  const config = { processes: { web: { command: ['node', join(programs, 'server.mjs')], hold: [`127.0.0.1:${port}`] } } }
  const project = await makeProject({ 'crash-only.json': JSON.stringify(config) }, { env: { PORT: String(port) } })
  const run = spawn('perl', ['-e', opens, String(port), process.execPath, command, 'run'], { cwd: project.folder, env: project.env, stdio: 'ignore' })
  onTestFinished(() => { run.kill('SIGKILL') })
  const first = await eventually('it answers', async () => answerOf(port))
  expect(Number(first)).toBe((await project.process('web')).pid)
  expect((await project.events()).filter(({ data }) => data?.socket === 'refused')).toEqual([])
  process.kill(Number(first), 'SIGKILL')
  await eventually('the next one answers there', async () => {
    const answer = await answerOf(port)
    return answer !== undefined && answer !== first
  })
})
