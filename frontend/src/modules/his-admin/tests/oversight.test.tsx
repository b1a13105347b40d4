import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import type {
  AuditSealOut,
  ParameterOut,
  ParameterValueOut,
  TodayOut,
} from '@/kernel/api/types.gen'
import { renderAt } from '@/kernel/testing'
import { changesOf, factsOf, fieldName, tableName } from '../parts/audit-words'
import { browserOf } from '../parts/browser'
import { MustBar } from '../parts/MustBar'
import { lightOf } from '../parts/outbox'
import {
  copyLine,
  gatewayLines,
  licenceLine,
  machineLines,
  outboxLine,
  showBytes,
} from '../parts/readiness'
import { sealState, verifyState } from '../parts/Seal'
import { shortened } from '../parts/schedule'
import { showValue, standings } from '../parts/value'

afterEach(() => vi.unstubAllGlobals())

function server(session: object) {
  vi.stubGlobal('fetch', async () => Response.json(session))
}

test('who must replace a password is led to the account, from every page', async () => {
  server({ must: ['password'], csrf_token: 'x' })
  const { router } = await renderAt(<MustBar />, { at: '/orders', assembly: { may: [] } })
  expect(await screen.findByText(/đổi mật khẩu lần đầu/)).toBeTruthy()
  await waitFor(() => expect(router.state.location.pathname).toBe('/account'))
})

test('who may work is not asked and not led anywhere', async () => {
  const asked = vi.fn()
  vi.stubGlobal('fetch', asked)
  const may = ['his.orders.order.read' as never]
  const { router } = await renderAt(<MustBar />, { at: '/orders', assembly: { may } })
  expect(asked).not.toHaveBeenCalled()
  expect(router.state.location.pathname).toBe('/orders')
})

test('the light is red for what a person must look at, amber for what waits', () => {
  expect(lightOf({ waiting: 0, sending: 0, failed: 0 }).tone).toBe('green')
  expect(lightOf({ waiting: 2, sending: 1, failed: 0 })).toMatchObject({ tone: 'amber', number: 3 })
  expect(lightOf({ waiting: 9, sending: 0, failed: 1 })).toMatchObject({ tone: 'red', number: 1 })
})

const QUIET: TodayOut = {
  checks: [],
  disk_free: null,
  disk_total: null,
  copies: false,
  newest_copy: null,
  gateways: [],
  licences: { missing: 0, ended: 0, ending: 0 },
  here: [],
  refused: 0,
}

test('a copy is late after a day, and worth a look when none was ever restored', () => {
  const now = Date.parse('2026-11-22T07:00:00Z')
  const tone = (at: string, tried: string | null) =>
    copyLine({ ...QUIET, copies: true, newest_copy: { at, bytes: 9e9, tried } }, now).tone
  expect(copyLine(QUIET).tone).toBe('amber')
  expect(copyLine({ ...QUIET, copies: true }).tone).toBe('red')
  expect(tone('2026-11-22T03:30:00Z', '2026-11-01T03:00:00Z')).toBe('green')
  expect(tone('2026-11-22T03:30:00Z', '2026-09-01T03:00:00Z')).toBe('amber')
  expect(tone('2026-11-22T03:30:00Z', null)).toBe('amber')
  expect(tone('2026-11-20T03:30:00Z', '2026-11-01T03:00:00Z')).toBe('red')
})

test('a gateway is red where it failed, amber where it waits for a quarter of an hour', () => {
  const now = Date.parse('2026-11-22T07:00:00Z')
  const way = { kind: 'x', title: { vi: 'Cổng', en: 'Gateway' }, failed: 0, waiting: 0 }
  const tone = (more: object) =>
    gatewayLines(
      { ...QUIET, gateways: [{ ...way, since: null, sent_at: null, ...more }] },
      now,
    ).map((line) => line.tone)
  expect(tone({ sent_at: '2026-11-22T06:00:00Z' })).toEqual(['green'])
  expect(tone({ waiting: 1, since: '2026-11-22T06:50:00Z' })).toEqual(['green'])
  expect(tone({ waiting: 1, since: '2026-11-22T06:30:00Z' })).toEqual(['amber'])
  expect(tone({ failed: 1 })).toEqual(['red'])
  expect(licenceLine(QUIET).tone).toBe('green')
  expect(licenceLine({ ...QUIET, licences: { missing: 2, ended: 0, ending: 0 } }).tone).toBe(
    'amber',
  )
  expect(licenceLine({ ...QUIET, licences: { missing: 0, ended: 1, ending: 0 } }).tone).toBe('red')
})

test('a full disk is a fault, a tight one is worth a look', () => {
  const checks: TodayOut['checks'] = [
    { name: 'database', ok: true },
    { name: 'disk', ok: true },
  ]
  const today: TodayOut = { ...QUIET, checks, disk_free: 50e9, disk_total: 100e9 }
  const tones = (more: Partial<TodayOut>) =>
    machineLines({ ...today, ...more }).map((line) => line.tone)
  expect(tones({})).toEqual(['green', 'green', 'green'])
  expect(tones({ disk_free: 5e9 })).toEqual(['green', 'amber', 'green'])
  expect(tones({ checks: [{ name: 'disk', ok: false }] })).toEqual(['green', 'red', 'green'])
  expect(tones({ checks: [{ name: 'keys', ok: false }], refused: 50 })).toEqual([
    'red',
    'green',
    'amber',
  ])
  expect(outboxLine({ waiting: 3, sending: 0, failed: 0 }).tone).toBe('green')
  expect(showBytes(75_600_000_000)).toBe('70,4 GB')
})

test('a broken chain is red, one never verified is no praise', () => {
  const seal: AuditSealOut = {
    position: 9,
    hash: 'ab',
    unsealed_seconds: 1,
    anchor: '',
    anchor_at: null,
    verified_at: null,
    verified: null,
    says: { vi: '', en: '' },
  }
  expect([sealState(seal).tone, verifyState(seal).tone]).toEqual(['green', 'grey'])
  const at = '2026-11-22T01:30:00Z'
  expect(verifyState({ ...seal, verified_at: at, verified: 'failed' }).tone).toBe('red')
  expect(sealState({ ...seal, unsealed_seconds: 300 }).tone).toBe('red')
})

test('of each place the newest value that has begun holds; an undone one does not', () => {
  const value = (id: string, from: string, more: Partial<ParameterValueOut> = {}) =>
    ({ id, room_id: null, valid_from: from, undone_at: null, ...more }) as ParameterValueOut
  const found = standings(
    [
      value('5', '2026-12-01T00:00:00Z'),
      value('4', '2026-11-20T00:00:00Z', { undone_at: '2026-11-20T01:00:00Z' }),
      value('3', '2026-11-10T00:00:00Z', { room_id: 'r1' }),
      value('2', '2026-11-02T00:00:00Z'),
      value('1', '2026-11-01T00:00:00Z'),
    ],
    Date.parse('2026-11-22T00:00:00Z'),
  )
  expect(Object.fromEntries(found)).toEqual({
    1: 'before',
    2: 'inForce',
    3: 'inForce',
    4: 'undone',
    5: 'later',
  })
})

test('a value is told in words, with its unit', () => {
  const parameter = {
    kind: 'int',
    unit: 'min',
    choices: ['hidden'],
    choice_titles: [{ vi: 'Ẩn tên', en: 'Hidden' }],
  } as unknown as ParameterOut
  expect(showValue(parameter, 8)).toBe('8 phút')
  expect(showValue({ ...parameter, unit: '' }, 'hidden')).toBe('Ẩn tên')
  expect(showValue(parameter, true)).toBe('Có')
})

test('an audit row tells each value before and after, and nothing of what is not a change', () => {
  const facts = {
    changes: [
      { table: 'his_room', id: '1', how: 'update', old: { name: 'P1' }, new: { name: 'P2' } },
      { table: 'his_site', id: '2', how: 'insert', new: { code: 'CS1', active: true } },
    ],
    rows: 12,
  }
  const [room, site] = changesOf(facts)
  expect(room?.fields).toEqual([{ field: 'name', old: 'P1', new: 'P2' }])
  expect(site?.fields).toEqual([
    { field: 'code', old: undefined, new: 'CS1' },
    { field: 'active', old: undefined, new: '✓' },
  ])
  expect(factsOf(facts)).toEqual([{ label: 'Số dòng', value: '12' }])
  expect(changesOf(null)).toEqual([])
})

test('a browser is called as people call it, a hash by its beginning', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/109.0.0.0 Safari/537.36'
  expect(browserOf(chrome)).toBe('Chrome 109, Windows')
  expect(browserOf('Python-urllib/3.11')).toBe('Python-urllib/3.11')
  expect(shortened(`162: ${'8095f98f7592'}${'a'.repeat(52)}`)).toBe('162: 8095f98f7592…')
})

test('the audit speaks of records and fields as the forms do, and keeps a code it does not know', () => {
  expect(tableName('his_patient')).toBe('Người bệnh')
  expect(fieldName('birth')).toBe('Ngày sinh')
  expect(fieldName('recorded_by_name')).toBe('Ghi – Người thao tác')
  expect([tableName('lis_specimen'), fieldName('hidden')]).toEqual(['lis_specimen', 'hidden'])
})
