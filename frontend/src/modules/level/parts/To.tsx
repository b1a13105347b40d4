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
