/**
 * A Markdown text without the pictures that lie beside it, each in a paragraph of its own: VS Code shows the page of
 * an installed extension with pictures from the network alone, and would show their place broken.
 */
export const withoutPictures = (markdown: string): string => markdown.replaceAll(picture, '')

/** `![what it shows](media/….png)`: addresses of the network have a colon. */
const picture = /^!\[[^\]]*\]\([^():\s]+\)\n\n/gm
