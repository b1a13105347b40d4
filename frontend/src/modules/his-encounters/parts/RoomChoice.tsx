import { useEffect, useId, useRef } from 'react'
import type { RoomOut } from '@/kernel/api/types.gen'
import { useKeys } from '@/kernel/keys'
import { Slot } from '@/kernel/Slot'
import { Key, Select } from '@/kernel/ui'
import { useComplaint } from '@/kernel/ui/Labelled'
import { t } from '../text'
import css from './rooms.module.css'
import { nameOf } from './useRooms'

const MANY = 12

type Props = {
  rooms: RoomOut[]
  value: string | null
  onChange: (id: string) => void
  autoFocus?: boolean
  /** Why one is chosen already. */
  hint?: string
}

/** The rooms in sight, with who waits there now; a click, an arrow or Alt and a digit chooses. */
export function RoomChoice({ rooms, value, onChange, autoFocus, hint }: Props) {
  const group = useId()
  const box = useRef<HTMLFieldSetElement>(null)
  const complaint = useComplaint({ name: 'room_id', required: true, empty: value === null })
  useEffect(() => {
    if (autoFocus) box.current?.querySelector<HTMLElement>('input:not([tabindex])')?.focus()
  }, [autoFocus])
  useKeys(
    Object.fromEntries(
      rooms
        .slice(0, 9)
        .map((room, index) => [
          `Alt+${index + 1}`,
          { label: `${room.code} ${nameOf(room)}`, act: () => onChange(room.id) },
        ]),
    ),
  )
  if (rooms.length > MANY) {
    return (
      <Select
        label={t('room')}
        required
        hint={hint}
        autoFocus={autoFocus}
        value={value}
        onChange={(id) => id && onChange(id)}
        choices={rooms.map((room) => ({ value: room.id, code: room.code, label: nameOf(room) }))}
      />
    )
  }
  const first = value ?? rooms[0]?.id
  return (
    <fieldset ref={box} className={css.rooms}>
      <legend>
        {t('room')} <span className={css.must}>*</span>
        {hint && <small>{hint}</small>}
      </legend>
      <div>
        {rooms.map((room, index) => (
          <label key={room.id} data-on={value === room.id || undefined}>
            <input
              type="radio"
              name={group}
              checked={value === room.id}
              required
              tabIndex={room.id === first ? undefined : -1}
              onChange={() => onChange(room.id)}
            />
            <span className={css.name}>
              <b>{room.code}</b> {nameOf(room)}
            </span>
            <span className={css.load}>
              <Slot name="room.load" roomId={room.id} />
            </span>
            {index < 9 && <Key of={`Alt+${index + 1}`} />}
          </label>
        ))}
      </div>
      {complaint && (
        <p className={css.missing} role="alert">
          {complaint}
        </p>
      )}
    </fieldset>
  )
}
