import { Link } from '@tanstack/react-router'
import type { LocationContents } from '@/kernel/api/types.gen'
import { t } from '../text'
import css from './specimens.module.css'

/** The map of a rack; a box without positions is a list. */
export function Rack({ of }: { of: LocationContents }) {
  const { place, tubes } = of
  const at = new Map(tubes.map((tube) => [tube.position, tube]))
  if (!place.rows || !place.columns) {
    if (tubes.length === 0) return <p className={css.none}>{t('empty')}</p>
    return (
      <ul className={css.plain}>
        {tubes.map((tube) => (
          <li key={tube.id}>
            <Link to={`/lab/specimens/${tube.code}` as never}>{tube.code}</Link>
            {tube.patient.name}
          </li>
        ))}
      </ul>
    )
  }
  const columns = Array.from({ length: place.columns }, (_, n) => n + 1)
  const rows = Array.from({ length: place.rows }, (_, n) => String.fromCharCode(65 + n))
  return (
    <div className={css.scroll}>
      <table className={css.rack} aria-label={place.path}>
        <thead>
          <tr>
            <th />
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((column) => {
                const tube = at.get(`${row}${column}`)
                return (
                  <td key={column} data-full={tube ? true : undefined} title={tube?.patient.name}>
                    {tube ? (
                      <Link to={`/lab/specimens/${tube.code}` as never}>{tube.code.slice(6)}</Link>
                    ) : null}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
