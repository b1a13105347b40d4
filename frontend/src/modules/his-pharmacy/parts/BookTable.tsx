import { Link } from '@tanstack/react-router'
import type { DrugBookOut } from '@/kernel/api/types.gen'
import { Dim } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './pharmacy.module.css'
import { show } from './quantity'

/** A report as a table; a row opens what lies behind it. */
export function BookTable({ book, empty }: { book: DrugBookOut; empty?: string }) {
  const right = (at: number) => ['number', 'money'].includes(book.heads[at]?.kind ?? '')
  const words = (cell: string | null, at: number) => {
    if (cell === null || cell === '') return ''
    switch (book.heads[at]?.kind) {
      case 'number':
      case 'money':
        return show(cell)
      case 'day':
        return showDate(cell)
      case 'moment':
        return showInstant(cell)
      default:
        return cell
    }
  }
  if (book.rows.length === 0) return <Dim>{empty ?? t('noRows')}</Dim>
  return (
    <div className={css.scroll}>
      <table className={css.table} aria-label={book.title}>
        <thead>
          <tr>
            {book.heads.map((head, at) => (
              <th key={head.title} data-right={right(at) || undefined}>
                {head.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {book.rows.map((row, n) => {
            const to = book.links[n]
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a report have no name
              <tr key={n}>
                {row.map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: nor have its cells
                  <td key={at} data-right={right(at) || undefined}>
                    {to && at === linked(book) ? (
                      <Link to={to.split('?')[0] as never} search={searchOf(to) as never}>
                        {words(cell, at)}
                      </Link>
                    ) : (
                      words(cell, at)
                    )}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
        {book.totals.length > 0 && (
          <tfoot>
            <tr>
              {book.totals.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: one a column
                <td key={at} data-right={right(at) || undefined}>
                  {at === 0 ? t('total') : words(cell, at)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

function linked(book: DrugBookOut): number {
  return book.id === 'trace' || book.id === 'near_expiry' ? 2 : 1
}

function searchOf(to: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(to.split('?')[1] ?? ''))
}
