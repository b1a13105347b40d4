import css from './parts.module.css'

/** Exact: works on the digits, never through a float. `"1250000.00"` reads `1.250.000 ₫`. */
export function showMoney(amount: string | number): string {
  const [whole = '0', part = ''] = String(amount).split('.')
  const sign = whole.startsWith('-') ? '−' : ''
  const grouped = whole.replace('-', '').replace(/\B(?=(\d{3})+$)/g, '.')
  const cents = part.replace(/0+$/, '')
  return `${sign}${grouped}${cents && `,${cents}`} ₫`
}

export function Money({ of, strong }: { of: string | number; strong?: boolean }) {
  return (
    <span className={css.money} data-strong={strong || undefined}>
      {showMoney(of)}
    </span>
  )
}
