// For systemd's .socket, loaded before a program that knows nothing of it: its first `listen` takes descriptor 3.
'use strict'
const { Server } = require('node:net')

const { listen } = Server.prototype
Server.prototype.listen = function (...args) {
  Server.prototype.listen = listen
  const callback = args.at(-1)
  return listen.call(this, { fd: 3 }, ...(typeof callback === 'function' ? [callback] : []))
}
