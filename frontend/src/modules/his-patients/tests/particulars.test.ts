import { expect, test } from 'vitest'
import type { ScanOut } from '@/kernel/api/types.gen'
import { rebased } from '@/kernel/form'
import {
  documentsOf,
  fromScan,
  fromWords,
  isChild,
  isScan,
  NOBODY,
  withCard,
} from '../parts/particulars'
import { isName } from '../parts/useFound'

const CCCD: ScanOut = {
  kind: 'cccd',
  number: '079192012345',
  old_number: '',
  name: 'Nguyễn Thị An',
  birth: '1992-05-17',
  sex: 'female',
  address: '5 Lê Lợi, Phường Bến Thành, TP Hồ Chí Minh',
  commune: '26743',
  commune_name: 'Phường Bến Thành',
  province: '79',
  province_name: 'Thành phố Hồ Chí Minh',
  street: '5 Lê Lợi',
  issued_on: '2022-03-01',
  card_state: null,
  doubts: [],
  found: [],
  differences: [],
}
const BHYT: ScanOut = {
  ...CCCD,
  kind: 'bhyt',
  number: 'DN4797912345678',
  name: 'Nguyễn Thị Ân',
  street: null,
  commune: null,
  province: null,
  address: '',
  issued_on: null,
}

test('an identity card fills name, birth, sex, number and address', () => {
  expect(fromScan(CCCD)).toMatchObject({
    name: 'Nguyễn Thị An',
    birth: '1992-05-17',
    sex: 'female',
    cccd: '079192012345',
    commune: { code: '26743', name: 'Phường Bến Thành', province: '79' },
    street: '5 Lê Lợi',
    scanned: true,
  })
})

test('an address that is on no list stays in the street, as the card has it', () => {
  const said = fromScan({ ...CCCD, street: null, commune: null, province: null })
  expect(said.street).toBe('5 Lê Lợi, Phường Bến Thành, TP Hồ Chí Minh')
  expect(said.commune).toBeUndefined()
})

test('a second card fills what is empty, and loses nothing that was typed', () => {
  const typed = { ...NOBODY, ...fromScan(CCCD), phone: '0912345678' }
  const { values, conflicts } = withCard(typed, BHYT)
  expect(values.bhyt).toBe('DN4797912345678')
  expect(values.cccd).toBe('079192012345')
  expect(values.phone).toBe('0912345678')
  expect(conflicts).toEqual([])
})

test('where a second card says another name or birth, it is told and not taken', () => {
  const typed = { ...NOBODY, ...fromScan(CCCD) }
  const { values, conflicts } = withCard(typed, { ...BHYT, name: 'Trần Thị Bé', birth: '1993' })
  expect(values.name).toBe('Nguyễn Thị An')
  expect(conflicts).toEqual([
    { field: 'name', here: 'Nguyễn Thị An', card: 'Trần Thị Bé' },
    { field: 'birth', here: '1992-05-17', card: '1993' },
  ])
})

test.each([
  ['079192012345|024999888|Nguyễn Thị An|17051992|Nữ|5 Lê Lợi|01032022', true],
  ['Nguyễn Thị An', false],
  ['5 Lê Lợi | lầu 2', false],
])('%s is a scan: %s', (text, scan) => {
  expect(isScan(text)).toBe(scan)
})

test.each([
  ['nguyen thi an', true],
  ['nguyen thi an 1992', true],
  ['0912345678', false],
  ['079192012345', false],
  ['DN4797912345678', false],
  ['26-0000253', false],
])('%s is a name to search as typed: %s', (text, name) => {
  expect(isName(text)).toBe(name)
})

test.each([
  ['0912 345 678', { phone: '0912345678' }],
  ['079192012345', { cccd: '079192012345' }],
  ['dn4797912345678', { bhyt: 'DN4797912345678' }],
  ['nguyen thi an', { name: 'nguyen thi an' }],
])('who was not found by %s is registered with it', (text, given) => {
  expect(fromWords(text)).toEqual(given)
})

test('nine digits are an old identity card, twelve a new one; spaces do not count', () => {
  const [old] = documentsOf({ ...NOBODY, cccd: '024 999 888' })
  const [now] = documentsOf({ ...NOBODY, cccd: '079192012345' })
  expect([old?.kind, old?.value]).toEqual(['cmnd', '024999888'])
  expect(now?.kind).toBe('cccd')
})

test('under sixteen somebody comes along', () => {
  expect(isChild('2010-11-23', '2026-11-22')).toBe(true)
  expect(isChild('2010-11-22', '2026-11-22')).toBe(false)
  expect(isChild('2011', '2026-11-22')).toBe(true)
  expect(isChild(null, '2026-11-22')).toBe(false)
})

test('where somebody saved first, his change is taken over and what was typed here stays', () => {
  const before = { phone: '0911', workplace: '', street: '5 Lê Lợi' }
  const typed = { phone: '0911', workplace: 'May 10', street: '7 Lê Lợi' }
  const now = { phone: '0999', workplace: '', street: '9 Lê Lợi' }
  expect(rebased(typed, before, now)).toEqual({
    phone: '0999',
    workplace: 'May 10',
    street: '7 Lê Lợi',
  })
})
