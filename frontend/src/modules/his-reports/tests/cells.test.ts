import { describe, expect, it } from 'vitest'
import { showCell } from '../cells'
import { asked, months, yesterday } from '../period'

describe('figures', () => {
  it('are spoken as Vietnamese paper shows them', () => {
    expect(showCell('1234567.5', 'amount')).toBe('1.234.567,5')
    expect(showCell(1200, 'count')).toBe('1.200')
    expect(showCell('12.5', 'percent')).toBe('12,5%')
    expect(showCell('2026-11-05', 'day')).toBe('05/11/2026')
    expect(showCell('3.5', 'text')).toBe('3.5')
    expect(showCell(null, 'amount')).toBe('')
  })
})

describe('periods', () => {
  it('end yesterday, or with the month before', () => {
    expect(yesterday('2026-03-01')).toBe('2026-02-28')
    expect(months('2026-03-05')).toEqual([
      { since: '2026-02-01', until: '2026-02-28' },
      { since: '2026-03-01', until: '2026-03-05' },
    ])
  })

  it('send only the filters that are chosen', () => {
    expect(asked({ payer: 'bhyt', room: undefined })).toEqual(['payer:bhyt'])
  })
})
