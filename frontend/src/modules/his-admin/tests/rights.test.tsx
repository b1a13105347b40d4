import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { MatrixOut } from '@/kernel/api/types.gen'
import { pressKey, renderAt } from '@/kernel/testing'
import { Matrix } from '../pages/Matrix'
import { differs, narrowed, withChange } from '../parts/squares'

const both = (vi: string, en: string) => ({ vi, en })
const role = (id: string, vi: string, en: string) => ({
  id,
  title: both(vi, en),
  needs_second_factor: false,
  active: true,
  version: 1,
})
const MATRIX: MatrixOut = {
  modules: [
    {
      id: 'his.orders',
      title: both('Chỉ định', 'Orders'),
      permissions: [
        {
          id: 'his.orders.place',
          title: both('Ra chỉ định', 'Place orders'),
          given_to: ['doctor'],
        },
        {
          id: 'his.orders.read',
          title: both('Xem chỉ định', 'Read orders'),
          given_to: ['doctor', 'nurse'],
        },
      ],
    },
  ],
  roles: [role('doctor', 'Bác sĩ', 'Doctor'), role('nurse', 'Điều dưỡng', 'Nurse')],
  grants: { doctor: ['his.orders.place', 'his.orders.read'], nurse: ['his.orders.read'] },
}
const [placing, reading] = MATRIX.modules[0]?.permissions ?? []
const manages = {
  may: ['his.admin.users.read', 'his.admin.users.manage'] as never[],
  modules: ['his.admin'] as never[],
}

let sent: { role: string; permission: string; granted: boolean; reason: string }[]

/** The server: holds the squares, refuses to take the last right to manage. */
beforeEach(() => {
  sent = []
  let now = MATRIX
  vi.stubGlobal('fetch', async (request: Request | string) => {
    const url = typeof request === 'string' ? request : request.url
    if (typeof request !== 'string' && request.method === 'PUT') {
      const change = await request.json()
      sent.push(change)
      now = withChange(now, change)
      return new Response(null, { status: 204 })
    }
    return Response.json(url.includes('/api/session') ? { csrf_token: 'x' } : now)
  })
})
afterEach(() => vi.unstubAllGlobals())

const square = (name: string) => screen.findByRole<HTMLInputElement>('checkbox', { name })

test('a square counts at once and Ctrl+Z takes it back', async () => {
  await renderAt(<Matrix />, { assembly: manages })
  await userEvent.click(await square('Điều dưỡng: Ra chỉ định'))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({ role: 'nurse', permission: 'his.orders.place', granted: true })
  expect((await square('Điều dưỡng: Ra chỉ định')).checked).toBe(true)
  expect(await screen.findByText('Đã cấp “Ra chỉ định” cho Điều dưỡng.')).toBeTruthy()
  pressKey('z', { ctrlKey: true })
  await waitFor(() => expect(sent[1]).toMatchObject({ granted: false }))
  expect(sent[1]?.reason).toContain('Hoàn tác')
  await waitFor(async () => expect((await square('Điều dưỡng: Ra chỉ định')).checked).toBe(false))
})

test('arrows move among the squares, of which one is in the order of Tab', async () => {
  await renderAt(<Matrix />, { assembly: manages })
  const first = await square('Bác sĩ: Ra chỉ định')
  first.focus()
  await userEvent.keyboard('{ArrowRight}')
  expect(document.activeElement).toBe(await square('Điều dưỡng: Ra chỉ định'))
  await userEvent.keyboard('{ArrowDown}')
  expect(document.activeElement).toBe(await square('Điều dưỡng: Xem chỉ định'))
  const tabbable = screen
    .getAllByRole<HTMLInputElement>('checkbox')
    .filter((each) => each.dataset.at && each.tabIndex === 0)
  expect(tabbable).toHaveLength(1)
})

test('who only reads the matrix changes nothing', async () => {
  await renderAt(<Matrix />, { assembly: { ...manages, may: ['his.admin.users.read' as never] } })
  await userEvent.click(await square('Điều dưỡng: Ra chỉ định'))
  expect(sent).toEqual([])
  expect(screen.queryByText('Thêm vai trò')).toBeNull()
})

test('a square that is not as the software proposes is told apart', () => {
  if (!placing || !reading) throw new Error('no permissions')
  expect(differs(MATRIX, 'nurse', placing)).toBe(false)
  const given = withChange(MATRIX, { role: 'nurse', permission: placing.id, granted: true })
  expect(differs(given, 'nurse', placing)).toBe(true)
  // A role of the house's own was never proposed anything.
  expect(differs(given, 'night-nurse', reading)).toBe(false)
})

test('rights are found without diacritics, by words of either language', () => {
  expect(narrowed(MATRIX, 'ra chi dinh', false)[0]?.permissions).toEqual([placing])
  expect(narrowed(MATRIX, 'read', false)[0]?.permissions).toEqual([reading])
  expect(narrowed(MATRIX, '', true)).toEqual([])
})
