import { expect, test } from 'vitest'
import type { DrugOfferOut } from '@/kernel/api/types.gen'
import { answersOf, bodyOf, changed, EMPTY, newRow, same } from '../draft'

const offer = {
  code: 'PARA500',
  name: 'Paracetamol 500 mg',
  unit: 'viên',
  use_unit: 'viên',
  per_unit: '1',
  insured: true,
} as DrugOfferOut

const row = newRow(offer, 5)

test('a change of dose or days works the quantity out again', () => {
  const counted = { ...row, quantity: 10 }
  expect(changed(counted, { days: 7 }).quantity).toBeNull()
  expect(changed(counted, { takes: { ...row.takes, morning: 1 } }).quantity).toBeNull()
  expect(changed(counted, { instruction: 'sau ăn' }).quantity).toBe(10)
  expect(changed(counted, { quantity: 20 }).quantity).toBe(20)
})

test('a draft goes out with doses as text and no quantity that nobody typed', () => {
  const typed = { ...EMPTY, rows: [changed(row, { takes: { ...row.takes, evening: 0.5 } })] }
  const [line] = bodyOf(typed, 3).lines
  expect(line).toMatchObject({ morning: '0', evening: '0.5', days: 5, quantity: null })
  expect(bodyOf(typed, 3).version).toBe(3)
})

test('only reasons of some length are answers', () => {
  expect(answersOf({ a: 'ok', b: '  theo dõi INR ' })).toEqual([
    { key: 'b', reason: 'theo dõi INR' },
  ])
})

test('what differs only in how it was worked out is the same draft', () => {
  const one = { ...EMPTY, rows: [row] }
  expect(same(one, { ...EMPTY, rows: [{ ...row, worked: '15 mg/kg' }] })).toBe(true)
  expect(same(one, { ...EMPTY, rows: [{ ...row, days: 6 }] })).toBe(false)
})
