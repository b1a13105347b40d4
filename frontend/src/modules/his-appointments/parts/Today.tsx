import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { hisAppointmentsWorklistOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { Button, Panel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { w } from '@/kernel/words'
import { t } from '../text'
import { AppointmentPanel } from './AppointmentPanel'
import css from './times.module.css'

/** Beside the desk: who is still expected today, the next ones first. */
export function Today() {
  const options = hisAppointmentsWorklistOptions({
    query: { state: ['booked', 'confirmed'], limit: 6 },
  })
  const { data } = useQuery(options)
  useLive(['appointments'], [options.queryKey])
  const [open, setOpen] = useState<string>()
  if (!data?.items.length) return null
  return (
    <Panel
      title={t('expectedToday', { n: data.next ? `${data.items.length}+` : data.items.length })}
      actions={
        <Link to="/appointments" className={css.all}>
          {w('all')}
        </Link>
      }
      flush
    >
      <ul className={css.list}>
        {data.items.map((each) => (
          <li key={each.id}>
            <b>{showInstant(each.at, 'time')}</b>
            <span>
              {each.patient?.name ?? each.name} <small>{each.room.code}</small>
            </span>
            <Button small quiet onClick={() => setOpen(each.id)}>
              {each.code}
            </Button>
          </li>
        ))}
      </ul>
      {open && <AppointmentPanel id={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
