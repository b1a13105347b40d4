import { describe, expect, it } from 'vitest'
import { pairsRead, shown, toneOf } from '../parts/state'

describe('samples of a parallel test', () => {
  it('are read a line a sample, typed or pasted from a sheet', () => {
    expect(pairsRead('M1; 5,1; 5,2\nM2\t6\t6,1\n\n4; 4,1')).toEqual([
      { sample: 'M1', old: '5,1', new: '5,2' },
      { sample: 'M2', old: '6', new: '6,1' },
      { sample: '', old: '4', new: '4,1' },
    ])
  })
  it('want both values', () => {
    expect(pairsRead('M1; 5,1;')).toBeUndefined()
    expect(pairsRead('M1')).toBeUndefined()
  })
})

it('shows what stops results in red, and decimals as they are written here', () => {
  expect(toneOf('in_use_expired')).toBe('red')
  expect(toneOf('lot_ends')).toBe('amber')
  expect(shown('1.25')).toBe('1,25')
  expect(shown(null)).toBe('–')
})
