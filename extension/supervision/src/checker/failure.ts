const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed without an answer',
  EPIPE: 'the connection was closed without an answer',
  ENOTFOUND: 'no such host',
  ENOENT: 'there is no such file',
  EACCES: 'no permission',
}

/** An error of the system in words that a person understands. */
export function describeFailure(error: NodeJS.ErrnoException): string {
  if (error.code?.startsWith('HPE_') === true) return 'the answer is not HTTP'
  return words[error.code ?? ''] ?? error.message
}

export function inSeconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`
}
