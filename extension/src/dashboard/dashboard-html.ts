import type { L10n } from '../l10n.ts'

export interface PageParts {
  readonly language: string
  /** What the editor allows a webview to load from. */
  readonly cspSource: string
  readonly script: string
  readonly style: string
  readonly nonce: string
  readonly l10n: L10n
}

/** The page without data: headings, the legend, empty tables. Nothing in it comes from a project. */
export function dashboardHtml({ language, cspSource, script, style, nonce, l10n }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'`
  const t = (text: string): string => escaped(text)
  const legend = ([
    ['up', l10n.t('up')], ['down', l10n.t('down')], ['silent', l10n.t('silent')],
    ['starting', l10n.t('starting')], ['paused', l10n.t('watchdog paused')],
  ] as const).map(([state, label]) => `<li><span class="swatch ${state}"></span>${t(label)}</li>`).join('')
  const programs = [
    l10n.t('Program'), l10n.t('State'), l10n.t('Crashes'), l10n.t('Hangs'),
    l10n.t('Recovery'), l10n.t('Available'), l10n.t('Longest silence'),
  ]
  const crashes = [l10n.t('Time'), l10n.t('Program'), l10n.t('Kind'), l10n.t('Cause'), l10n.t('Back after'), l10n.t('Line')]
  const ranges = ([
    ['5', l10n.t('5 minutes')], ['15', l10n.t('15 minutes')], ['60', l10n.t('1 hour')], ['1440', l10n.t('24 hours')],
  ] as const)
    .map(([minutes, label]) => `<button type="button" data-minutes="${minutes}" aria-pressed="false">${t(label)}</button>`).join('')
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t(l10n.t('Crash-Only Dashboard'))}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main aria-busy="true">
<h1>${t(l10n.t('Crash-Only Dashboard'))}</h1>
<section id="empty" hidden>
<p>${t(l10n.t('Nothing has run here yet. What runs under the watchdog, and what became of it, will stand here.'))}</p>
<button type="button" id="start" class="primary">${t(l10n.t('Start'))}</button>
</section>
<div id="content" hidden>
<dl id="tiles"></dl>
<section aria-labelledby="timeline-title">
<header><h2 id="timeline-title">${t(l10n.t('Timeline'))}</h2>
<div id="ranges" role="group" aria-label="${t(l10n.t('Time shown'))}">${ranges}</div></header>
<div id="lanes"></div>
<div id="axis" aria-hidden="true"></div>
<ul id="legend">${legend}
<li><span class="glyph">▼</span>${t(l10n.t('crash'))}</li><li><span class="glyph">◆</span>${t(l10n.t('hang'))}</li></ul>
</section>
<section><h2>${t(l10n.t('Programs'))}</h2>${table('programs', l10n.t('Programs'), programs)}</section>
<section><h2>${t(l10n.t('Crashes'))}</h2>${table('crashes', l10n.t('Crashes'), crashes)}
<p id="crashes-none" class="muted">${t(l10n.t('No crashes recorded.'))}</p><p id="crashes-note" class="muted"></p></section>
</div>
</main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`
}

function table(id: string, caption: string, heads: readonly string[]): string {
  const cells = heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(caption)}">`
    + `<table id="${id}"><caption class="hidden">${escaped(caption)}</caption>`
    + `<thead><tr>${cells}</tr></thead><tbody></tbody></table></div>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
