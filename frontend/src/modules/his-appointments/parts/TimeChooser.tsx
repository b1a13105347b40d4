import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAppointmentsTimesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { FreeTime } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Alert, Button, OnOff } from '@/kernel/ui'
import { showDate, showInstant, today } from '@/kernel/when'
import { t } from '../text'
import { later, weekdayOf } from './state'
import css from './times.module.css'

const SPAN = 14

export type Chosen = Pick<FreeTime, 'schedule_id' | 'at'>

/** The free times of a room: a day above, a time below; what somebody else takes disappears. */
export function TimeChooser({
  roomId,
  value,
  onChange,
  from,
  allowFull,
}: {
  roomId: string
  value: Chosen | null
  onChange: (chosen: Chosen) => void
  from?: string
  /** One more than the places may be chosen at the desk. */
  allowFull?: boolean
}) {
  const [first, setFirst] = useState(from ?? today())
  const [day, setDay] = useState<string>()
  const [full, setFull] = useState(false)
  const options = hisAppointmentsTimesOptions({
    query: { room_id: roomId, first, days: SPAN, full },
  })
  const found = useQuery(options)
  useLive(['appointments'], [options.queryKey])
  const times = found.data?.times ?? []
  const days = [...new Set(times.map((each) => today(new Date(each.at))))]
  const shown = day && days.includes(day) ? day : days[0]
  const here = times.filter((each) => today(new Date(each.at)) === shown)
  const doctors = [...new Set(here.map((each) => each.doctor_name))]
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend>{t('chooseTime')}</legend>
      <div className={css.days}>
        {first > today() && (
          <Button small quiet onClick={() => setFirst(later(first, -SPAN))}>
            ←
          </Button>
        )}
        {days.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === shown}
            onClick={() => setDay(each)}
          >
            {showDate(each).slice(0, 5)}
            <small>{t(`weekday${weekdayOf(each)}` as 'weekday0')}</small>
          </button>
        ))}
        <Button small quiet onClick={() => setFirst(later(first, SPAN))}>
          →
        </Button>
      </div>
      {found.data && days.length === 0 && <Alert weight="info">{t('noTimes')}</Alert>}
      <div className={css.times}>
        {doctors.map((doctor) => [
          doctor && (
            <p key={doctor} className={css.doctor}>
              {doctor}
            </p>
          ),
          ...here
            .filter((each) => each.doctor_name === doctor)
            .map((each) => (
              <button
                key={`${each.schedule_id}${each.at}`}
                type="button"
                aria-pressed={value?.at === each.at && value.schedule_id === each.schedule_id}
                onClick={() => onChange({ schedule_id: each.schedule_id, at: each.at })}
              >
                {showInstant(each.at, 'time')}
                <small>{each.left ? t('left', { n: each.left }) : t('full')}</small>
              </button>
            )),
        ])}
      </div>
      {allowFull && <OnOff label={t('showFull')} value={full} onChange={setFull} />}
    </fieldset>
  )
}
