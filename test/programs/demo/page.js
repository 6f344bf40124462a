/** The whole page. It asks for news every second, and says so while the server is away. */
export function renderPage(status) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Crash-Only demo</title>
<style>${style}</style>
<main>
  <h1>Kill me whenever you like</h1>
  <dl>
    <div><dt>Process</dt><dd id="pid">${status.pid}</dd></div>
    <div><dt>Up</dt><dd><span id="upSeconds">${status.upSeconds}</span> s</dd></div>
    <div><dt>Visits</dt><dd id="visits">${status.visits}</dd></div>
    <div>
      <dt>Jobs done</dt>
      <dd><span id="done">${status.done}</span>, <span id="waiting">${status.waiting}</span> waiting</dd>
    </div>
  </dl>
  <button data-post="/jobs">Give the worker a job</button>
  <button data-post="/loop">Run into an endless loop</button>
  <p id="state" role="status">The server is up.</p>
</main>
<script type="module">${script}</script>
</html>
`
}

const style = `
  :root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif }
  main { max-width: 34rem; margin: 12vh auto; padding: 0 1rem }
  dl { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem }
  dl div { border: 1px solid #8886; border-radius: .6rem; padding: .7rem 1rem }
  dt { opacity: .7; font-size: .8rem }
  dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums }
  button { font: inherit; padding: .4rem .9rem; margin: 0 .4rem .4rem 0 }
`

const script = `
  const state = document.querySelector('#state')
  for (const button of document.querySelectorAll('button')) {
    button.onclick = () => fetch(button.dataset.post, { method: 'POST' }).catch(() => {})
  }
  setInterval(async () => {
    try {
      const answer = await fetch('/status', { signal: AbortSignal.timeout(900) })
      const status = Object.entries(await answer.json())
      for (const [id, value] of status) document.querySelector('#' + id).textContent = value
      state.textContent = 'The server is up.'
    } catch {
      state.textContent = 'The server is away. It will be back in a moment.'
    }
  }, 1000)
`
