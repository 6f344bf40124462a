const options = /(?:^|\s)(?:--port[ =]|-p[ =]?|--bind[ =]|-b[ =]?|runserver (?:--noreload )?)(?:[\w.[\]:-]*:)?(\d{2,5})(?=\s|$)/u
const variable = /(?:^|\s)PORT=(\d{2,5})(?=\s)/u

// What listens on a port that its makers chose, unless PORT says another. Those that take the next one when it is in use are not here.
const defaults: readonly (readonly [RegExp, number])[] = [
  [/(?:^|\s)next start\b/u, 3_000],
  [/(?:^|\s)json-server\b/u, 3_000],
  [/\bmanage\.py runserver\b/u, 8_000],
  [/(?:^|\s)gunicorn\b/u, 8_000],
  [/(?:^|\s)uvicorn\b/u, 8_000],
  [/(?:^|\s)flask run\b/u, 5_000],
  [/(?:^|\s)(?:rails server|rails s|puma)\b/u, 3_000],
  [/(?:^|\s)php artisan serve\b/u, 8_000],
]

// A server that is told a port, and takes another one when that is in use.
const takesAnother = /(?:^|\s)(?:vite|next dev|astro|nuxt|http-server|serve|webpack serve|react-scripts)\b/u

/** The port that a command surely listens on. A wrong one would make a healthy program look ill, so none is better than a guess. */
export function findPort(command: string, environmentPort: number | undefined): number | undefined {
  const [, said] = variable.exec(command) ?? options.exec(command) ?? []
  if (takesAnother.test(command)) return undefined
  if (said !== undefined) return valid(Number(said))
  const known = defaults.find(([pattern]) => pattern.test(command))?.[1]
  return known === undefined || environmentPort !== undefined ? undefined : known
}

function valid(port: number): number | undefined {
  return port > 0 && port <= 65_535 ? port : undefined
}
