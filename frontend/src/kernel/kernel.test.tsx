import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { PermissionId } from './assembly.gen'
import { ask } from './client'
import { fold, matches } from './fold'
import { NOBODY } from './may'
import type { Module } from './module'
import { hereOf, homeOf } from './nav'
import { LineDown, Refusal } from './refusal'
import { SearchBox } from './SearchBox'
import { Shell } from './Shell'
import { useSubmit } from './submit'
import { pressKey, renderAt } from './testing'
import { language, speak } from './text'
import { Button } from './ui'
import { IconHome } from './ui/icons'
import { readDate, showAge } from './when'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['5/3/1980', '1980-03-05'],
  ['05031980', '1980-03-05'],
  ['050380', '1980-03-05'],
  ['5-3-26', '2026-03-05'],
  ['03/1980', '1980-03'],
  ['1980', '1980'],
  ['31/02/1980', undefined],
  ['80', undefined],
  ['13/1980', undefined],
  ['mai', undefined],
])('a typed date %s is read as %s', (typed, read) => {
  expect(readDate(typed, '2026-11-21')).toBe(read)
})

test('the age is told as precisely as the birth is known', () => {
  expect(showAge('1992-06-10', '2026-11-21')).toBe('34t 5th')
  expect(showAge('1992', '2026-11-21')).toBe('34t')
  expect(showAge('2026-04-21', '2026-11-21')).toBe('7 th')
  expect(showAge('2026-11-09', '2026-11-21')).toBe('12 ng')
})

test('names are found without diacritics', () => {
  expect(fold('Nguyễn Đức')).toBe('nguyen duc')
  expect(matches('Nguyễn Đức Anh', 'duc ng')).toBe(true)
  expect(matches('Nguyễn Đức Anh', 'binh')).toBe(false)
})

function Order() {
  const order = useSubmit(async (_: string, headers) => {
    const url = new URL('http://localhost/api/orders')
    return { data: await (await ask(url, { method: 'POST', headers })).json() }
  })
  return (
    <>
      <Button onClick={() => order.submit('CTM')}>Order</Button>
      {order.refusal?.sentence}
      {order.done && <p>done</p>}
    </>
  )
}

test('a change carries the token, and a retry after a lost answer the same key', async () => {
  const seen: { key: string | null; token: string | null }[] = []
  vi.stubGlobal('fetch', async (input: Request | string) => {
    if (typeof input === 'string') return Response.json({ csrf_token: 'T' })
    seen.push({
      key: input.headers.get('Idempotency-Key'),
      token: input.headers.get('X-CSRF-Token'),
    })
    if (seen.length === 1) throw new TypeError('network')
    return Response.json({ id: seen.length })
  })
  await renderAt(<Order />)
  const button = screen.getByRole('button', { name: 'Order' })
  await userEvent.click(button)
  expect(await screen.findByText(/Mất kết nối/)).toBeTruthy()
  await userEvent.click(button)
  await screen.findByText('done')
  await userEvent.click(button)
  await waitFor(() => expect(seen).toHaveLength(3))
  expect(seen.map(({ token }) => token)).toEqual(['T', 'T', 'T'])
  expect(seen[0]?.key).toBe(seen[1]?.key)
  expect(seen[2]?.key).not.toBe(seen[1]?.key)
})

test('a refusal of the hospital is thrown with its code, words and facts', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json(
      {
        error: 'AlreadyClosed',
        detail: { vi: 'Đã kết thúc.', en: 'Closed.' },
        facts: { at: 1 },
        request_id: 'r',
      },
      { status: 409 },
    ),
  )
  const no = await ask('http://localhost/api/x').catch((failure) => failure)
  expect(no).toBeInstanceOf(Refusal)
  expect([no.error, no.sentence, no.facts.at, no.requestId]).toEqual([
    'AlreadyClosed',
    'Đã kết thúc.',
    1,
    'r',
  ])
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('x')
  })
  expect(await ask('http://localhost/api/x').catch((failure) => failure)).toBeInstanceOf(LineDown)
})

const may = (id: string) => id as PermissionId

test('a person finds at home the work of the own role', () => {
  const [Nurse, Doctor] = [() => null, () => null]
  const installed: Module[] = [
    {
      id: 'his.queue',
      nav: [],
      routes: [],
      home: [{ needs: may('his.queue.x.y'), roles: ['nurse'], show: Nurse }],
    },
    {
      id: 'his.outpatient',
      nav: [],
      routes: [],
      home: [{ needs: may('his.outpatient.x.y'), roles: ['doctor'], show: Doctor }],
    },
  ]
  const assembly = {
    ...NOBODY,
    modules: installed.map((m) => m.id),
    may: [may('his.queue.x.y'), may('his.outpatient.x.y')],
  }
  const as = (role: string) =>
    homeOf(installed, { ...assembly, user: { ...NOBODY.user, roles: [role] } })?.show
  expect(as('doctor')).toBe(Doctor)
  expect(as('trainer')).toBe(Nurse)
})

test('a page belongs to the entry with the longest address', () => {
  const item = (to: string) => ({ label: () => to, to, needs: may('x.y.z.u'), icon: IconHome })
  const nav = ['/', '/queue', '/queue/waits', '/patients'].map(item)
  const at = (path: string) => hereOf(nav, path)?.to
  expect(at('/')).toBe('/')
  expect(at('/queue')).toBe('/queue')
  expect(at('/queue/waits')).toBe('/queue/waits')
  expect(at('/patients/12')).toBe('/patients')
  expect(at('/patientsandmore')).toBeUndefined()
})

test('the shell shows only what is on and allowed, says that data is practice, and lists keys', async () => {
  const nav = (to: string, needs: string) => ({
    label: () => to,
    to,
    needs: may(needs),
    icon: IconHome,
  })
  await renderAt(<Shell />, {
    assembly: {
      modules: ['his.patients'],
      may: [may('his.patients.patient.read'), may('his.queue.ticket.read')],
      facility: { name: 'PK', code: '1', demo: true },
    },
    installed: [
      {
        id: 'his.patients',
        nav: [nav('/p', 'his.patients.patient.read'), nav('/m', 'his.patients.patient.merge')],
        routes: [],
      },
      { id: 'his.queue', nav: [nav('/q', 'his.queue.ticket.read')], routes: [] },
    ],
  })
  expect(screen.getByRole('link', { name: '/p' })).toBeTruthy()
  expect(screen.queryByRole('link', { name: '/m' })).toBeNull()
  expect(screen.queryByRole('link', { name: '/q' })).toBeNull()
  expect(screen.getByText(/Dữ liệu thực hành/)).toBeTruthy()
  pressKey('?')
  expect(await screen.findByText('Phím tắt của trang này')).toBeTruthy()
})

test('a scan into the search box opens its hit, though Enter came before the answer', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({
      groups: [
        {
          id: 'p',
          title: { vi: 'Người bệnh', en: 'Patients' },
          hits: [{ title: 'An', detail: 'BN1', to: '/patients/1' }],
        },
      ],
    }),
  )
  const { router } = await renderAt(<SearchBox />)
  pressKey('/')
  const box = screen.getByRole('combobox')
  expect(document.activeElement).toBe(box)
  fireEvent.change(box, { target: { value: 'BN1' } })
  fireEvent.keyDown(box, { key: 'Enter' })
  await waitFor(() => expect(router.state.location.pathname).toBe('/patients/1'))
})

test('the language is remembered', () => {
  speak('en')
  expect(language()).toBe('en')
  expect(document.documentElement.lang).toBe('en')
  speak('vi')
})
