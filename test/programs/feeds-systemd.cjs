// For systemd's WatchdogSec, loaded before a program that knows nothing of it. Node has no datagram sockets of Unix, so the
// program that systemd brings for the purpose is started for each beat.
'use strict'
const { spawn } = require('node:child_process')

setInterval(() => { spawn('systemd-notify', ['WATCHDOG=1'], { stdio: 'ignore' }).on('error', () => undefined) }, 650).unref()
