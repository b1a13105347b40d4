import { describe, expect, it } from 'vitest'
import type { DispensingItemOut } from '@/kernel/api/types.gen'
import { lineOf, portions, take, taken } from '../parts/picking'
import { show, sum, times, units, written } from '../parts/quantity'

const lot = (id: string, quantity: string) => ({
  lot_id: id,
  lot_number: id.toUpperCase(),
  expiry: '2027-01-01',
  quantity,
})

function item(more: Partial<DispensingItemOut> = {}): DispensingItemOut {
  return {
    id: 'i1',
    gives_code: 'PARA500',
    owed: '10.0000',
    lots: [lot('a', '6.0000'), lot('b', '100.0000')],
    picks: [lot('a', '6'), lot('b', '4')],
    ...more,
  } as DispensingItemOut
}

describe('quantities', () => {
  it('are exact and read as people write them', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3')
    expect(show('1250.5000')).toBe('1.250,5')
    expect(times('3', '100')).toBe('300')
    expect(written(units('-2.5000'))).toBe('-2.5')
  })
})

describe('picking', () => {
  it('takes by expiry when only the drug was scanned', () => {
    expect(take(item()).map((each) => [each.lot_id, each.quantity])).toEqual([
      ['a', '6'],
      ['b', '4'],
    ])
  })
  it('takes the scanned lot first, then the rest by expiry', () => {
    expect(take(item(), 'B')).toEqual([{ lot_id: 'b', quantity: '10' }])
    expect(take(item({ owed: '110' }), 'B').map((each) => each.lot_id)).toEqual(['b', 'a'])
  })
  it('takes what is there when it is too little', () => {
    const little = item({ picks: [lot('a', '6')], lots: [lot('a', '6')] })
    expect(taken({ i1: take(little) }, little)).toBe('6')
  })
  it('finds the line of a scanned drug once', () => {
    expect(lineOf([item()], {}, 'PARA500')?.id).toBe('i1')
    expect(lineOf([item()], { i1: take(item()) }, 'PARA500')).toBeUndefined()
    expect(lineOf([item()], {}, 'AMOX500')).toBeUndefined()
  })
  it('sends only what was taken', () => {
    expect(portions([item(), item({ id: 'i2' })], { i1: take(item()) })).toHaveLength(1)
  })
})
