import type { CountLineOut } from '@/kernel/api/types.gen'
import { Dim, showMoney } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import css from './pharmacy.module.css'
import { show } from './quantity'

/** What the books say, what was found; those that differ stand first. */
export function Differences({ lines }: { lines: CountLineOut[] }) {
  const size = (line: CountLineOut) => Math.abs(Number(line.value ?? 0))
  const sorted = [...lines].sort((a, b) => size(b) - size(a))
  return (
    <div className={css.scroll}>
      <table className={css.table} aria-label={t('difference')}>
        <thead>
          <tr>
            <th>{t('item')}</th>
            <th>{t('lot')}</th>
            <th data-right>{t('expected')}</th>
            <th data-right>{t('countedHead')}</th>
            <th data-right>{t('difference')}</th>
            <th data-right>{t('value')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((line) => (
            <tr key={line.id}>
              <td>
                {line.item_name} <Dim>{line.unit}</Dim>
              </td>
              <td>
                {line.lot_number} · {showDate(line.expiry)}
              </td>
              <td data-right>{line.expected === null ? '' : show(line.expected)}</td>
              <td data-right>{line.counted === null ? '' : show(line.counted)}</td>
              <td data-right>{line.difference === null ? '' : show(line.difference)}</td>
              <td data-right>{line.value === null ? '' : showMoney(line.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
