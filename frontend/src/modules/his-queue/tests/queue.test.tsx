import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { TicketOut } from '@/kernel/api/types.gen'
import type { ModuleId, PermissionId } from '@/kernel/assembly.gen'
import { choosePlace } from '@/kernel/place'
import { pressKey, renderAt } from '@/kernel/testing'
import { Queue } from '../pages/Queue'
import { outlook, waitsSince } from '../parts/state'

const ROOM = { id: 'p101', code: 'P101', name: 'Phòng khám Nội' }
const QUEUE = {
  room: ROOM,
  kind: 'exam',
  waiting: 1,
  waiting_priority: 0,
  called: 0,
  serving: 0,
  held: 0,
  skipped: 0,
  done: 0,
  now: '',
  longest_wait_minutes: 5,
  next_wait_minutes: 10,
  paused_reason: null as string | null,
}
const NOW = new Date().toISOString()
const TICKET = {
  id: 't1',
  room: ROOM,
  day: '2026-11-22',
  number: 1,
  prefix: '',
  label: '001',
  state: 'called',
  priority: 'aged_75',
  why: { vi: 'Người từ đủ 75 tuổi', en: 'Aged 75 or more' },
  patient: {
    id: 'an',
    code: '26-0000001',
    name: 'Trần Văn Bình',
    birth: '1951',
    sex: 'male',
    age: { vi: '75t', en: '75y' },
    unknown: false,
  },
  encounter: {
    id: 'e1',
    code: 'LK1',
    state: 'waiting',
    payer: 'bhyt',
    reason: 'Ho',
    doctor_name: '',
  },
  chain_id: 't1',
  from_ticket_id: null,
  issued_at: NOW,
  issued_by_name: '',
  turn_at: NOW,
  called_at: NOW,
  called_times: 1,
  counter: '',
  started_at: null,
  finished_at: null,
  note: '',
  waiting_minutes: 1,
  ahead: null,
  overtakes: 2,
  expected_minutes: null,
  acts: ['recall', 'start', 'skip'],
  version: 1,
} as TicketOut

function server(queue = QUEUE, tickets: TicketOut[] = [TICKET], own: string | null = null) {
  const posted: { path: string; body: unknown }[] = []
  vi.stubGlobal('fetch', async (input: Request | string) => {
    if (typeof input === 'string') return Response.json({ csrf_token: 'x' })
    const { pathname, searchParams } = new URL(input.url)
    if (input.method === 'POST') {
      const text = await input.text()
      posted.push({ path: pathname, body: text ? JSON.parse(text) : undefined })
      return Response.json({ ...TICKET, state: 'called' })
    }
    if (pathname === '/api/queue/rooms') {
      return Response.json({ queues: [queue], own_room_id: own })
    }
    const asked = searchParams.getAll('state')
    return Response.json({
      items: tickets.filter((each) => asked.includes(each.state)),
      next: null,
    })
  })
  return posted
}

afterEach(() => {
  vi.unstubAllGlobals()
  choosePlace(undefined)
})

const MODULES: ModuleId[] = ['his.queue', 'his.encounters', 'his.outpatient']
const DOCTOR: PermissionId[] = [
  'his.queue.ticket.read',
  'his.queue.ticket.call',
  'his.encounters.encounter.begin',
  'his.outpatient.examination.read',
]

const ME = { id: 'me', name: 'ĐD Hà', username: 'ha', roles: ['nurse'], language: 'vi' as const }

async function work(may = DOCTOR) {
  const shown = await renderAt(<Queue />, { assembly: { modules: MODULES, may, user: ME } })
  return shown
}

test('the room is chosen once, and this computer keeps it', async () => {
  server()
  const { unmount } = await work()
  await userEvent.click(await screen.findByRole('button', { name: /P101/ }))
  expect(await screen.findByRole('heading', { name: /P101/ })).toBeTruthy()
  unmount()
  await work()
  expect(await screen.findByRole('heading', { name: /P101/ })).toBeTruthy()
})

test('on a new computer one works in the room of the staff record', async () => {
  server(QUEUE, [TICKET], 'p101')
  await work()
  expect(await screen.findByRole('heading', { name: /P101/ })).toBeTruthy()
})

test('the next person does not inherit the room of the one before', async () => {
  server()
  choosePlace({ roomId: 'p101', code: 'P101', name: 'Phòng khám Nội', counter: '', ofUser: 'x' })
  await work()
  expect(await screen.findByText(/Bạn làm việc ở phòng nào/)).toBeTruthy()
})

const PLACE = { roomId: 'p101', code: 'P101', name: 'Phòng khám Nội', counter: 'Bàn 2' }

test('F8 calls whose turn it is, to the desk of this computer', async () => {
  const posted = server(QUEUE, [])
  choosePlace(PLACE)
  await work()
  await screen.findByText('Gọi tiếp')
  pressKey('F8')
  await waitFor(() =>
    expect(posted).toEqual([{ path: '/api/queue/rooms/p101/next', body: { counter: 'Bàn 2' } }]),
  )
})

test('a doctor who takes a patient in begins his visit, and its page opens', async () => {
  const posted = server()
  choosePlace(PLACE)
  const { router } = await work()
  await screen.findByText('Vào phòng')
  pressKey('F9')
  await waitFor(() => expect(router.state.location.pathname).toBe('/visits/e1'))
  expect(posted[0]?.path).toBe('/api/encounters/e1/begin')
})

test('a nurse who takes a patient in leaves the beginning to the doctor', async () => {
  const posted = server()
  choosePlace(PLACE)
  await work(DOCTOR.filter((each) => each !== 'his.encounters.encounter.begin'))
  await screen.findByText('Vào phòng')
  pressKey('F9')
  await waitFor(() => expect(posted[0]?.path).toBe('/api/queue/tickets/t1/start'))
})

test('what was just done can be taken back', async () => {
  const posted = server()
  choosePlace(PLACE)
  await work()
  await screen.findByText('Bỏ qua')
  pressKey('s', { altKey: true })
  await screen.findByText('Hoàn tác')
  pressKey('z', { altKey: true })
  await waitFor(() => expect(posted.at(-1)?.path).toBe('/api/queue/tickets/t1/undo'))
})

test('while the queue is paused nobody is called, and why is said', async () => {
  const posted = server({ ...QUEUE, paused_reason: 'Nghỉ trưa' }, [])
  choosePlace(PLACE)
  await work()
  expect(await screen.findByText(/Nghỉ trưa/)).toBeTruthy()
  pressKey('F8')
  expect(posted).toEqual([])
})

test('why somebody goes ahead is told with the law and whom he passes', async () => {
  server(QUEUE, [{ ...TICKET, state: 'waiting', ahead: 0, expected_minutes: 0, acts: ['call'] }])
  choosePlace(PLACE)
  await work()
  await userEvent.click(await screen.findByRole('button', { name: 'Vì sao?' }))
  expect(await screen.findByText(/15\/2023\/QH15/)).toBeTruthy()
  expect(screen.getByText('Đi trước người đến sớm hơn')).toBeTruthy()
})

test('the wait counts from the first ticket, also where the turn was set later', () => {
  expect(waitsSince({ issued_at: '2026-11-22T01:00:00Z', turn_at: '2026-11-22T02:00:00Z' })).toBe(
    '2026-11-22T01:00:00Z',
  )
  expect(outlook({ ahead: 0, expected_minutes: 4 })).toBe('đến lượt kế tiếp, khoảng 4 phút')
  expect(outlook({ ahead: null, expected_minutes: null })).toBe('')
})
