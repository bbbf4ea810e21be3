/** What the colours of a picture mean. */
export const Legend = ({
  entries,
}: {
  readonly entries: readonly { readonly ink: string; readonly title: string }[]
}): preact.JSX.Element => (
  <ul class="legend" aria-hidden="true">
    {entries.map(({ ink, title }) => (
      <li key={ink}>
        <span class={`swatch ink-${ink}`} />
        {title}
      </li>
    ))}
  </ul>
)
