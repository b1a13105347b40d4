import type { AppointmentState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const STATES: AppointmentState[] = [
  'requested',
  'booked',
  'confirmed',
  'arrived',
  'done',
  'no_show',
  'cancelled',
]
export const TONE: Record<AppointmentState, Tone> = {
  requested: 'grey',
  booked: 'blue',
  confirmed: 'green',
  arrived: 'green',
  done: 'grey',
  no_show: 'red',
  cancelled: 'grey',
}

/** `2026-03-05` and so many days later. */
export function later(day: string, days: number): string {
  const date = new Date(`${day}T12:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** Monday is 0. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7
}
