import { useQuery } from '@tanstack/react-query'
import { hisAppointmentsDutiesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { Panel } from '@/kernel/ui'
import { t } from '../text'
import css from './times.module.css'
import { nameOf, useRooms } from './useRooms'

/** Who works where today: hours less leave and holidays. */
export function Duties() {
  const options = hisAppointmentsDutiesOptions()
  const { data } = useQuery(options)
  useLive(['appointments'], [options.queryKey])
  const rooms = useRooms()
  return (
    <Panel title={t('duties')} flush>
      <ul className={css.list}>
        {data?.duties.length === 0 && <li>{t('noDuties')}</li>}
        {data?.duties.map((each) => {
          const room = rooms.find((r) => r.id === each.room_id)
          return (
            <li key={each.id}>
              <b>{room?.code}</b>
              <span>{each.doctor_name || (room && nameOf(room))}</span>
              <small>
                {each.starts}–{each.ends}
              </small>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
