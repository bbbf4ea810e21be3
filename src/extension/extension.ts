/** Called by VS Code when Wren is first needed. */
export function activate(): void {}
