import { expect, test } from 'vitest'
import { columnsInSight, fieldTitle, showChange, showFact, stateOf } from '../entries'
import { changedFacts, factsIn, start } from '../form'
import { BLOOD_GAS, SERVICES } from './samples'

const columnOf = (id: string) => SERVICES.columns.find((each) => each.id === id)

test('facts read as people say them', () => {
  expect(showFact(columnOf('price'), '230000')).toBe('230.000 ₫')
  expect(showFact(columnOf('kind'), 'lab')).toBe('Xét nghiệm')
  expect(showFact(columnOf('tests'), ['PH', 'PCO2'])).toBe('PH, PCO2')
  expect(showFact(columnOf('urgent'), false)).toBe('')
})

test('a version is in force from its first to its last day', () => {
  const ended = { ...BLOOD_GAS, valid_to: '2026-06-30' }
  expect(stateOf(ended, '2026-06-30')).toBe('active')
  expect(stateOf(ended, '2026-07-01')).toBe('ended')
  expect(stateOf(BLOOD_GAS, '2025-12-31')).toBe('coming')
  expect(stateOf({ ...BLOOD_GAS, active: false }, '2026-02-01')).toBe('takenBack')
})

test('a line shows the required facts and no long ones', () => {
  expect(columnsInSight(SERVICES).map(({ id }) => id)).toEqual(['note', 'kind', 'price'])
})

test('a difference names fields as the list does', () => {
  expect(fieldTitle(SERVICES, 'name')).toBe('Tên')
  expect(fieldTitle(SERVICES, 'price')).toBe('price')
  expect(showChange(SERVICES, 'price', '')).toBe('(trống)')
  expect(showChange(SERVICES, 'urgent', '0')).toBe('Không')
})

test('a form that nobody touched changes no fact', () => {
  expect(changedFacts(SERVICES, BLOOD_GAS, start(SERVICES, BLOOD_GAS).facts)).toEqual({})
})

test('a fact that was cleared is taken away, others stay', () => {
  const { facts } = start(SERVICES, BLOOD_GAS)
  const typed = { ...facts, price: '', tests: 'PH, PO2 ,', note: 'mới' }
  expect(changedFacts(SERVICES, BLOOD_GAS, typed)).toEqual({
    price: null,
    tests: ['PH', 'PO2'],
    note: 'mới',
  })
})

test('a new code sends only what was filled in', () => {
  const { facts } = start(SERVICES)
  expect(factsIn(SERVICES, { ...facts, kind: 'exam', price: '45000' })).toEqual({
    kind: 'exam',
    price: '45000',
  })
})
