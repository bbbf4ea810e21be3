/** Where the page's parts are, as a webview may load them. */
export interface PageParts {
  readonly scriptUri: string
  readonly styleUri: string
  /** The source that stands for the extension's own files. */
  readonly cspSource: string
  readonly nonce: string
  readonly jobId: string
}

/** The page of a job before its script has drawn anything. It may load its script and its styles, and nothing else. */
export function pageHtml({ scriptUri, styleUri, cspSource, nonce, jobId }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(styleUri)}">
<title>Wren job</title>
</head>
<body data-job-id="${escapeAttribute(jobId)}">
<main id="page"></main>
<script nonce="${nonce}" type="module" src="${escapeAttribute(scriptUri)}"></script>
</body>
</html>`
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
