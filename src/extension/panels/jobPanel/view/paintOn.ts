/** Sizes a canvas for the screen's pixels, clears it and paints in CSS pixels. */
export function paintOn(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
  paint: (context: CanvasRenderingContext2D) => void,
): void {
  const scale = window.devicePixelRatio
  canvas.width = Math.round(size.width * scale)
  canvas.height = Math.round(size.height * scale)
  const context = canvas.getContext('2d')
  if (context === null) return
  context.setTransform(scale, 0, 0, scale, 0, 0)
  paint(context)
}
