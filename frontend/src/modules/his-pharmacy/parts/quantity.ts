/** Exact decimals come as text ("12.5000") and are added as whole ten-thousandths. */
const SCALE = 10_000n

export function units(quantity: string): bigint {
  const negative = quantity.startsWith('-')
  const [whole = '0', part = ''] = quantity.replace('-', '').split('.')
  const value = BigInt(whole || '0') * SCALE + BigInt(part.padEnd(4, '0').slice(0, 4))
  return negative ? -value : value
}

export function written(value: bigint): string {
  const positive = value < 0n ? -value : value
  const part = (positive % SCALE).toString().padStart(4, '0').replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${positive / SCALE}${part && `.${part}`}`
}

/** As people read it: `1.250`, `2,5`. */
export function show(quantity: string): string {
  const [whole = '0', part] = written(units(quantity)).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.')
  return part ? `${grouped},${part}` : grouped
}

export function least(one: string, other: string): string {
  return units(one) < units(other) ? one : other
}

export function sum(all: string[]): string {
  return written(all.reduce((so, each) => so + units(each), 0n))
}

/** How many of the smallest unit so many packs are. */
export function times(quantity: string, factor: string): string {
  return written((units(quantity) * units(factor)) / SCALE)
}
