export function first(value: number): number {
  if (value > 3) throw new Error('too much')
  return value
}

export function second(): void {}
