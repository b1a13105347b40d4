import { expect, test } from 'vitest'
import { codeIn } from '../pages/Transfers'
import { plain } from '../parts/BillLines'
import { countedOf } from '../parts/CashUp'
import { wholeDong } from '../parts/Collect'
import { first } from '../parts/TendersPanel'

test('what is due in cash is the exact sum and its rounding', () => {
  expect(wholeDong({ open: '221370.36', rounding: '-0.36' })).toBe('221370')
  expect(wholeDong({ open: '0.50', rounding: '0.50' })).toBe('1')
  expect(wholeDong({ open: '75000.00', rounding: '0.00' })).toBe('75000')
})

test('a deposit is used first, the rest is cash', () => {
  expect(first(100, 30).map((each) => [each.method, each.amount])).toEqual([
    ['deposit', 30],
    ['cash', 70],
  ])
  expect(first(100, 200)).toHaveLength(1)
})

test('the pieces of a drawer add up', () => {
  expect(countedOf({ '500000': 2, '20000': 3, '500': null })).toBe(1_060_000)
})

test('quantities read as people write them', () => {
  expect(plain('2.0000')).toBe('2')
  expect(plain('0.5000')).toBe('0,5')
  expect(plain('10')).toBe('10')
})

test('a visit code in a bank text is offered, not taken', () => {
  expect(codeIn('mbvcb.99.lk 26 0000001q01 chuyen')).toBe('LK260000001')
  expect(codeIn('tien kham')).toBe('')
})
