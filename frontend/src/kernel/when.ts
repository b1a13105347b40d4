import { w } from './words'

const ZONE = 'Asia/Ho_Chi_Minh'

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

function pieces(instant: string | Date): Record<string, string> {
  const date = typeof instant === 'string' ? new Date(instant) : instant
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]))
}

/** `05/03/2026 14:07`, as on the hospital's wall clock. */
export function showInstant(instant: string | Date, shown: 'both' | 'date' | 'time' = 'both') {
  const { day, month, year, hour, minute } = pieces(instant)
  const date = `${day}/${month}/${year}`
  if (shown === 'date') return date
  return shown === 'time' ? `${hour}:${minute}` : `${date} ${hour}:${minute}`
}

/** Today in the hospital: `2026-03-05`. */
export function today(now: Date = new Date()): string {
  const { day, month, year } = pieces(now)
  return `${year}-${month}-${day}`
}

/** `1980-05-17`, `1980-05` or `1980` as `17/05/1980`, `05/1980` or `1980`. */
export function showDate(partial: string): string {
  return partial.split('-').reverse().join('/')
}

/** What was typed (`5/3/1980`, `050380`, `05031980`, `03/1980`, `1980`) as a partial date. */
export function readDate(typed: string, todayIs: string = today()): string | undefined {
  const text = typed.trim()
  const run = text.match(/^(\d{2})(\d{2})(\d{2}|\d{4})$/)
  const words = run ? run.slice(1) : text.split(/[/.\-\s]+/)
  if (words.some((word) => !/^\d{1,4}$/.test(word ?? ''))) return undefined
  const [year = '', month, day] = [...words].reverse()
  const full = fullYear(year, todayIs)
  if (full === undefined) return undefined
  if (month === undefined) return year.length === 4 ? full : undefined
  const two = (word: string) => word.padStart(2, '0')
  if (Number(month) < 1 || Number(month) > 12 || month.length > 2) return undefined
  if (day === undefined) return year.length === 4 ? `${full}-${two(month)}` : undefined
  const found = `${full}-${two(month)}-${two(day)}`
  const date = new Date(`${found}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== found) return undefined
  return found
}

function fullYear(year: string, todayIs: string): string | undefined {
  if (year.length === 4) return Number(year) >= 1850 && Number(year) <= 2199 ? year : undefined
  if (year.length !== 2) return undefined
  const century = Number(todayIs.slice(0, 2))
  return Number(year) > Number(todayIs.slice(2, 4)) ? `${century - 1}${year}` : `${century}${year}`
}

/** `34t 5th`, `7 th`, `12 ng`: years only where only the year of birth is known. */
export function showAge(birth: string, on: string = today()): string {
  const [year = 0, month, day] = birth.split('-').map(Number)
  const [y = 0, m = 1, d = 1] = on.split('-').map(Number)
  if (month === undefined) return w('years', { n: Math.max(0, y - year) })
  const months = (y - year) * 12 + (m - month) - (day !== undefined && d < day ? 1 : 0)
  if (months < 1 && day !== undefined) {
    const days = (Date.parse(on) - Date.parse(birth)) / 86_400_000
    return w('days', { n: Math.max(0, Math.floor(days)) })
  }
  if (months < 12) return w('months', { n: Math.max(0, months) })
  return months % 12
    ? w('yearsMonths', { n: Math.floor(months / 12), m: months % 12 })
    : w('years', { n: months / 12 })
}

/** Whole minutes from then to now. */
export function minutesSince(instant: string, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 60_000))
}
