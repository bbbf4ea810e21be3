/** What VS Code gives a webview's page. */
export interface VsCodeApi {
  postMessage(message: unknown): void
  getState(): unknown
  setState(state: unknown): void
}

declare global {
  function acquireVsCodeApi(): VsCodeApi
}

/** Takes the page's connection to the editor; VS Code gives it once. */
export const connectToEditor = (): VsCodeApi => acquireVsCodeApi()
