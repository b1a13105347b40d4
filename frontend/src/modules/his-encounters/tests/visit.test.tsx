import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { pressKey, renderAt } from '@/kernel/testing'
import { VisitForm } from '../parts/VisitForm'

const ROOMS = [
  { id: 'p101', code: 'P101', name: 'Phòng khám Nội', name_en: '', kind: 'exam' },
  { id: 'p102', code: 'P102', name: 'Phòng khám Nhi', name_en: '', kind: 'exam' },
  { id: 'xn', code: 'XN01', name: 'Xét nghiệm', name_en: '', kind: 'lab' },
  { id: 'td', code: 'TD01', name: 'Tiếp đón', name_en: '', kind: 'reception' },
]
const CARD = {
  number: 'DN4797912345678',
  pays: 80,
  valid_from: '2026-01-01',
  valid_to: '2026-12-31',
  validity: 'valid',
  facility: null,
}
const LAST = {
  id: 'last',
  code: 'LK260000001',
  patient: {},
  room: { id: 'p102', code: 'P102', name: 'Phòng khám Nhi' },
  payer: 'self_pay',
  state: 'closed',
  disposition: 'home',
  opened_at: '2026-01-05T02:00:00Z',
}

type Posted = Record<string, unknown>

function server(given: {
  insurance?: unknown
  visits?: unknown[]
  open?: () => [number, unknown]
}) {
  const posted: Posted[] = []
  vi.stubGlobal('fetch', async (input: Request | string) => {
    if (typeof input === 'string') return Response.json({ csrf_token: 'x' })
    const { pathname } = new URL(input.url)
    if (input.method === 'POST') {
      posted.push(await input.json())
      const [status, body] = given.open?.() ?? [201, { id: 'new' }]
      return Response.json(body, { status })
    }
    if (pathname.endsWith('/banner')) return Response.json({ insurance: given.insurance ?? null })
    if (pathname.endsWith('/rooms')) return Response.json({ items: ROOMS, next: null })
    return Response.json({ items: given.visits ?? [], next: null })
  })
  return posted
}

afterEach(() => vi.unstubAllGlobals())

async function open(emergency = false) {
  const onOpened = vi.fn()
  await renderAt(<VisitForm patientId="an" emergency={emergency} onOpened={onOpened} />)
  await screen.findByText(/Phòng khám Nội/)
  return onOpened
}

test('who was here before needs one key: room as last time, his card pays', async () => {
  const posted = server({ insurance: CARD, visits: [LAST] })
  const onOpened = await open()
  pressKey('F9')
  await waitFor(() => expect(onOpened).toHaveBeenCalledWith('new'))
  expect(posted[0]).toMatchObject({ room_id: 'p102', payer: 'bhyt', priority: 'none' })
})

test('without a room nothing is opened, and what is missing is said at the rooms', async () => {
  const posted = server({})
  await open()
  pressKey('F9')
  expect((await screen.findByRole('alert')).textContent).toBe('Cần nhập')
  expect(posted).toEqual([])
  pressKey('1', { altKey: true })
  pressKey('F9')
  await waitFor(() => expect(posted[0]).toMatchObject({ room_id: 'p101', payer: 'self_pay' }))
})

test('an ended card does not pay by itself', async () => {
  const posted = server({ insurance: { ...CARD, validity: 'ended' }, visits: [LAST] })
  await open()
  pressKey('F9')
  await waitFor(() => expect(posted[0]).toMatchObject({ payer: 'self_pay' }))
})

test('an emergency goes first', async () => {
  const posted = server({})
  await open(true)
  pressKey('1', { altKey: true })
  pressKey('F9')
  await waitFor(() => expect(posted[0]).toMatchObject({ priority: 'emergency' }))
})

test('who comes back after an appointment is a follow-up', async () => {
  const posted = server({ visits: [{ ...LAST, disposition: 'appointment' }] })
  await open()
  pressKey('F9')
  await waitFor(() => expect(posted[0]).toMatchObject({ visit_type: 'follow_up' }))
})

test('a second visit in the same room is opened only when that was meant', async () => {
  let times = 0
  const refused = {
    error: 'VisitOpenHere',
    detail: { vi: 'Đang có lượt khám mở', en: 'A visit is open' },
    facts: {},
    request_id: 'r',
  }
  const posted = server({
    visits: [LAST],
    open: () => (times++ === 0 ? [409, refused] : [201, { id: 'second' }]),
  })
  const onOpened = await open()
  pressKey('F9')
  const again = await screen.findByText('Vẫn mở thêm lượt nữa')
  again.click()
  await waitFor(() => expect(onOpened).toHaveBeenCalledWith('second'))
  expect(posted[1]).toMatchObject({ again: true })
})

test('desk and cashier are no rooms to be seen in; the wings only for services alone', async () => {
  server({})
  await open()
  expect(screen.queryByText(/Tiếp đón/)).toBeNull()
  expect(screen.queryByText(/Xét nghiệm/)).toBeNull()
})
