// Blocks the event loop of a Node process for ever, from outside: SIGUSR1 opens its inspector, which runs `for (;;) {}`.
import { setTimeout as delay } from 'node:timers/promises'

process.kill(Number(process.argv[2]), 'SIGUSR1')
for (;;) {
  await delay(100)
  const targets = await fetch('http://127.0.0.1:9229/json').then((answer) => answer.json(), () => undefined)
  if (targets === undefined) continue
  const socket = new WebSocket(targets[0].webSocketDebuggerUrl)
  socket.onopen = () => {
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'setTimeout(() => { for (;;); })' } }))
    setTimeout(() => process.exit(0), 500)
  }
  break
}
