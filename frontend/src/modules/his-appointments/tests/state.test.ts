import { expect, test } from 'vitest'
import { later, weekdayOf } from '../parts/state'

test('days are counted over months and years', () => {
  expect(later('2026-12-31', 1)).toBe('2027-01-01')
  expect(later('2026-03-01', -1)).toBe('2026-02-28')
})

test('a week begins on Monday', () => {
  expect(weekdayOf('2026-11-23')).toBe(0)
  expect(weekdayOf('2026-11-22')).toBe(6)
})
