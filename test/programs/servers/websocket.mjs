// A WebSocket server by `ws`. PORT; whoever connects is told its pid.
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: Number(process.env.PORT), host: '127.0.0.1' })
server.on('connection', (socket) => {
  socket.on('error', () => undefined) // a client that left
  socket.send(String(process.pid))
})
