import { expect, test } from 'vitest'
import { benchOf, benchRead, sds, shown } from '../parts/state'

test('a bench is a test, and the analyser that has controls of its own', () => {
  expect(benchOf('GLU', '')).toBe('GLU')
  expect(benchRead(benchOf('NEU%', 'XN-550'))).toEqual({ test: 'NEU%', analyser: 'XN-550' })
})

test('values are shown as Vietnamese write them', () => {
  expect(shown('5.12', ' %')).toBe('5,12 %')
  expect(shown(null)).toBe('–')
  expect(sds('-2.345')).toBe('−2,3')
  expect(sds('0.5')).toBe('+0,5')
})
