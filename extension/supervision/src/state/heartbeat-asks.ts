/** A file beside a heartbeat in which its process is asked for something: to crash in one of the ways, or for a debugger's port. */
export const askSuffix = '.crash'

/** What is asked: that it listens for a debugger. */
export const inspectAsk = 'inspect'

/** The file of the answer: the address of the inspector, `ws://127.0.0.1:<port>/<id>`. */
export const inspectorSuffix = '.inspector'
