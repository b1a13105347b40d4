import { expect, test } from 'vitest'
import { speak } from '@/kernel/text'
import { barsOf, countMet, labelOf, nameOf, passes, showTook, stopOf } from '../figures'
import { GROUPS, TOLD } from './samples'

test('what only the facility attests stands in the way of the facility, not of the software', () => {
  expect(passes('able', 'by_attestation')).toBe(true)
  expect(passes('reached', 'not_reviewed')).toBe(false)
})

test('not applicable never counts in the strict figure', () => {
  expect(passes('reached', 'not_applicable')).toBe(false)
  expect(passes('reached_with_na', 'not_applicable')).toBe(true)
})

test('each stop of the ruler says how far it is, the strictest figure first', () => {
  const told = { reached: 1, reached_with_na: 2, able: 4 }
  expect([1, 2, 3, 4, 5].map((level) => stopOf(level, told))).toEqual([
    'reached',
    'with_na',
    'able',
    'able',
    'not',
  ])
})

test('a square is named by its number, a clause by its level', () => {
  expect(labelOf('TT54/33')).toBe('33')
  expect(labelOf('TT54/L2.cdr')).toBe('M2')
  expect(nameOf('TT54/L2.cdr')).toBe('Yêu cầu mức 2')
  expect(labelOf('QD5969/obj.3.dd')).toBe('QĐ 5969: mục tiêu 3.đ')
  speak('en')
  expect(labelOf('TT54/L2.cdr')).toBe('L2')
})

test('the whole circular is a bar a group and one of the clauses', () => {
  const bars = barsOf(TOLD, GROUPS, 'able')
  expect(bars.map(({ id, squares }) => [id, squares.length])).toEqual([
    ['infrastructure', 2],
    ['clauses', 1],
  ])
  expect(countMet(bars[0]?.squares ?? [], 'able')).toBe(1)
  expect(barsOf(TOLD, GROUPS, 'reached')[0]?.squares[0]?.says?.vi).toBe('Chờ ký')
})

test('short times are in milliseconds, longer ones in seconds', () => {
  expect(showTook(320)).toBe('320 ms')
  expect(showTook(1480)).toBe('1,5 giây')
})
