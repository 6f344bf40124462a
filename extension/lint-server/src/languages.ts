const bytesMax = 1_000_000

/** Whether our rules are about such a file at all. */
export function isJudged(path: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/u.test(path) && !/\.d\.[cm]?ts$|\.min\.[cm]?js$/u.test(path) && !/[\\/]node_modules[\\/]/u.test(path)
}

export function isTypeScript(path: string): boolean {
  return /\.(?:[cm]?ts|tsx)$/u.test(path)
}

/** What is longer was made by a program, and is not read by people. */
export function isTooLong(length: number): boolean {
  return length > bytesMax
}
