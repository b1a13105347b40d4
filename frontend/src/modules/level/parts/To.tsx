import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useAddress } from '../address'
import css from '../level.module.css'

/** The way to a criterion, in the profile that is looked at. */
export function To({ id, children }: { id: string; children: ReactNode }) {
  const { profile } = useAddress().at
  return (
    <Link to={`/assessment/${id}`} search={{ profile } as never} className={css.to}>
      {children}
    </Link>
  )
}

export const CIRCULARS: Record<string, string> = {
  TT54: 'TT 54/2017',
  TT53: 'TT 53/2014',
  TT38: 'TT 38/2024',
  QD5969: 'QĐ 5969',
}

/** An item of another text, as people cite it: `TT 53/2014: 3.1.a`. */
export function cited(id: string): string {
  const [circular = '', item] = id.split('/')
  return `${CIRCULARS[circular] ?? circular}: ${item}`
}
