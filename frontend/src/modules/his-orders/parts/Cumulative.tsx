import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { hisCdrCumulativeOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { PointOut, SeriesOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Dim, Panel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './cumulative.module.css'

const COLUMNS = 6

function said(point: PointOut | undefined): string {
  if (!point) return ''
  const number = point.number === null ? point.text : String(Number(point.number)).replace('.', ',')
  return [number, point.flag].filter(Boolean).join(' ')
}

/** Laboratory values side by side over the patient's life, each with its small graph. */
export function Cumulative({ patientId }: { patientId: string }) {
  const options = hisCdrCumulativeOptions({ path: { patient_id: patientId } })
  const found = useQuery(options)
  useLive(['orders'], [options.queryKey])
  const series = found.data?.items ?? []
  const times = [...new Set(series.flatMap((each) => each.points.map((point) => point.at)))]
    .sort()
    .reverse()
    .slice(0, COLUMNS)
  return (
    <Panel title={t('cumulative')} flush>
      {series.length === 0 ? (
        <div className={css.empty}>
          <Dim>{t('noResults')}</Dim>
        </div>
      ) : (
        <div className={css.scroll}>
          <table className={css.table} aria-label={t('cumulative')}>
            <thead>
              <tr>
                <th scope="col">{t('test')}</th>
                <th scope="col">
                  {t('reference')} · {t('unit')}
                </th>
                <th scope="col" />
                {times.map((at) => (
                  <th key={at} scope="col">
                    {showInstant(at, 'date')}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {series.map((each) => (
                <tr key={each.code}>
                  <th scope="row">{each.name}</th>
                  <td className={css.dim}>
                    {[each.reference, each.unit].filter(Boolean).join(' ')}
                  </td>
                  <td>
                    <Graph of={each} />
                  </td>
                  {times.map((at) => (
                    <Cell key={at} of={each.points.find((point) => point.at === at)} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

function Cell({ of }: { of: PointOut | undefined }) {
  return (
    <td data-flag={of?.flag || undefined}>
      {of?.order_id ? <Link to={`/results/${of.order_id}`}>{said(of)}</Link> : said(of)}
    </td>
  )
}

/** The last values from left to right; two at least. */
function Graph({ of }: { of: SeriesOut }) {
  const numbers = of.points
    .filter((point) => point.number !== null)
    .slice(0, 12)
    .reverse()
    .map((point) => Number(point.number))
  if (numbers.length < 2) return null
  const least = Math.min(...numbers)
  const span = Math.max(...numbers) - least || 1
  const at = (value: number, index: number) =>
    `${((index / (numbers.length - 1)) * 72 + 4).toFixed(1)},${(20 - ((value - least) / span) * 16).toFixed(1)}`
  const path = numbers.map(at)
  const [x, y] = (path.at(-1) ?? '0,0').split(',')
  return (
    <svg
      className={css.graph}
      viewBox="0 0 80 24"
      role="img"
      aria-label={t('graph', { name: of.name })}
    >
      <polyline points={path.join(' ')} />
      <circle cx={x} cy={y} r="2.5" />
    </svg>
  )
}
