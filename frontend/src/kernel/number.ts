const GROUPED = /^-?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/

/**
 * What was typed, as Vietnamese write numbers: `1.250.000`, `37,5`; also `37.5` and `1250000`.
 * `null` for nothing, `undefined` for what is no number with so many decimals.
 */
export function readNumber(typed: string, decimals = 0): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  const plain = (GROUPED.test(text) ? text.replaceAll('.', '') : text).replace(',', '.')
  const shape = decimals ? new RegExp(`^-?\\d+(\\.\\d{0,${decimals}})?$`) : /^-?\d+$/
  return shape.test(plain) ? Number(plain) : undefined
}

/** `1.250.000`, `37,5`; four digits stay together, so that a year is a year. */
export function showNumber(value: number): string {
  const [whole = '', part] = String(value).split('.')
  const grouped = Math.abs(value) < 10_000 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, '.')
  return part ? `${grouped},${part}` : grouped
}
