import { expect, test } from 'vitest'
import { expand } from '../parts/phrases'

const PHRASES = [
  { word: 'hong', text: 'Họng đỏ nhẹ' },
  { word: 'hong', text: 'Họng sung huyết' },
]

test('a short word and a space become the sentence; one’s own wins', () => {
  expect(expand('.hong ', PHRASES)).toBe('Họng sung huyết ')
  expect(expand('Khám: .HONG ', PHRASES)).toBe('Khám: Họng sung huyết ')
})

test('what is no phrase stays as typed', () => {
  expect(expand('.hong', PHRASES)).toBe('.hong')
  expect(expand('38.5 ', PHRASES)).toBe('38.5 ')
  expect(expand('.khac ', PHRASES)).toBe('.khac ')
})
