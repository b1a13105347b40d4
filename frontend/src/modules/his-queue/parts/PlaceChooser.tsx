import { useState } from 'react'
import { choosePlace, usePlace } from '@/kernel/place'
import { Field, SidePanel } from '@/kernel/ui'
import { IconChevronDown, IconMapPin } from '@/kernel/ui/icons'
import { t } from '../text'
import css from './loads.module.css'
import { useOwnRoom } from './useOwnRoom'
import { useQueues } from './useQueues'

/** In the top bar: the room where this computer stands. */
export function PlaceChooser() {
  useOwnRoom()
  const place = usePlace()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={css.place}
        aria-label={place ? `${t('place')}: ${place.code} ${place.name}` : t('choosePlace')}
        onClick={() => setOpen(true)}
      >
        <IconMapPin size={16} stroke={1.75} />
        <span>
          {place ? (
            <>
              {place.code} <em>{place.name}</em>
            </>
          ) : (
            <em>{t('choosePlace')}</em>
          )}
        </span>
        <IconChevronDown size={14} />
      </button>
      {open && (
        <SidePanel open title={t('choosePlace')} onClose={() => setOpen(false)}>
          <Field
            label={t('counter')}
            hint={t('counterHint')}
            most={40}
            value={place?.counter ?? ''}
            off={!place}
            onChange={(counter) => place && choosePlace({ ...place, counter, ofUser: undefined })}
          />
          <RoomButtons onChosen={() => setOpen(false)} />
        </SidePanel>
      )}
    </>
  )
}

/** All rooms as buttons: one press, kept on this computer. */
export function RoomButtons({ onChosen }: { onChosen?: () => void }) {
  const place = usePlace()
  const queues = useQueues()
  return (
    <div className={css.choice}>
      {queues?.map(({ room, waiting }) => (
        <button
          key={room.id}
          type="button"
          aria-pressed={place?.roomId === room.id}
          onClick={() => {
            choosePlace({
              roomId: room.id,
              code: room.code,
              name: room.name,
              counter: place?.counter ?? '',
            })
            onChosen?.()
          }}
        >
          <span>
            <b>{room.code}</b> {room.name}
          </span>
          <small>{t('waitingCount', { n: waiting })}</small>
        </button>
      ))}
    </div>
  )
}
