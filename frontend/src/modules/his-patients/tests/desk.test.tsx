import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { PatientLine, ScanOut, SimilarOut } from '@/kernel/api/types.gen'
import type { PermissionId } from '@/kernel/assembly.gen'
import { pressKey, renderAt } from '@/kernel/testing'
import { Reception } from '../pages/Reception'
import { FindPatient } from '../parts/FindPatient'
import { Registration } from '../parts/Registration'

type Asked = { method: string; path: string; body: Record<string, unknown> }

/** A server of a few answers; what was asked is kept. */
function server(answers: Record<string, (asked: Asked) => [number, unknown]>): Asked[] {
  const heard: Asked[] = []
  vi.stubGlobal('fetch', async (input: Request | string) => {
    if (typeof input === 'string') return Response.json({ csrf_token: 'x' })
    const path = new URL(input.url).pathname
    const text = await input.text()
    const asked = { method: input.method, path, body: text ? JSON.parse(text) : {} }
    heard.push(asked)
    const answer = answers[`${input.method} ${path}`]
    const [status, body] = answer ? answer(asked) : [200, { items: [], next: null }]
    return Response.json(body, { status })
  })
  return heard
}

afterEach(() => vi.unstubAllGlobals())

const MAY: PermissionId[] = ['his.patients.patient.read', 'his.patients.patient.register']
const AN: PatientLine = {
  id: 'an',
  code: '26-0000001',
  name: 'Nguyễn Thị An',
  birth: '1992-05-17',
  age: { vi: '34t', en: '34y' },
  sex: 'female',
  phone: '•••5678',
  unknown: false,
  deceased: false,
  merged_code: null,
}
const CARD: ScanOut = {
  kind: 'cccd',
  number: '079192012345',
  old_number: '',
  name: 'Nguyễn Thị An',
  birth: '1992-05-17',
  sex: 'female',
  address: '',
  commune: null,
  commune_name: null,
  province: null,
  province_name: null,
  street: null,
  issued_on: null,
  card_state: null,
  doubts: [],
  found: [],
  differences: [],
}
const QR = '079192012345|024999888|Nguyễn Thị An|17051992|Nữ|5 Lê Lợi|01032022'

/** A scanner types faster than a person: the whole code at once, then Enter. */
async function scan(into: HTMLElement, code: string) {
  await userEvent.click(into)
  await userEvent.paste(code)
  await userEvent.keyboard('{Enter}')
}

function find(onKnown = vi.fn(), onNew = vi.fn()) {
  const input = { current: null }
  return {
    onKnown,
    onNew,
    shown: <FindPatient input={input} onKnown={onKnown} onNew={onNew} mayRegister />,
  }
}

test('a scanned card opens the record of whoever has it, and the secret stays out of addresses', async () => {
  const heard = server({ 'POST /api/patients/scan': () => [200, { ...CARD, found: [AN] }] })
  const { shown, onKnown } = find()
  await renderAt(shown)
  await scan(screen.getByRole('combobox'), QR)
  await waitFor(() => expect(onKnown).toHaveBeenCalledWith('an', expect.anything()))
  expect(heard.map((each) => each.path)).toEqual(['/api/patients/scan'])
  expect(heard[0]?.body.text).toBe(QR)
})

test('a card that nobody has begins a registration, filled from it', async () => {
  server({ 'POST /api/patients/scan': () => [200, CARD] })
  const { shown, onNew } = find()
  await renderAt(shown)
  await scan(screen.getByRole('combobox'), QR)
  await waitFor(() => expect(onNew).toHaveBeenCalled())
  expect(onNew.mock.calls[0]?.[0]).toMatchObject({ name: 'Nguyễn Thị An', cccd: '079192012345' })
})

test('a telephone that nobody has is said first; the next Enter registers with it', async () => {
  server({
    'POST /api/patients/scan': () => [
      200,
      { ...CARD, kind: 'bhyt', number: '0912345678', name: '', birth: null, sex: 'unknown' },
    ],
  })
  const { shown, onNew } = find()
  await renderAt(shown)
  await userEvent.type(screen.getByRole('combobox'), '0912345678{Enter}')
  expect(await screen.findByText(/0912345678/)).toBeTruthy()
  expect(onNew).not.toHaveBeenCalled()
  await userEvent.keyboard('{Enter}')
  expect(onNew).toHaveBeenCalledWith({ phone: '0912345678' })
})

test('Enter before the answer takes nobody unseen when several have the name', async () => {
  server({
    'GET /api/patients': () => [200, { items: [AN, { ...AN, id: 'an2' }], next: null }],
  })
  const { shown, onKnown } = find()
  await renderAt(shown)
  await userEvent.type(screen.getByRole('combobox'), 'nguyen thi an{Enter}')
  expect((await screen.findAllByText('Nguyễn Thị An')).length).toBe(2)
  expect(onKnown).not.toHaveBeenCalled()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(onKnown).toHaveBeenCalledWith('an2', undefined)
})

const TWIN: SimilarOut = {
  id: 'old',
  code: '25-0000009',
  name: 'Nguyễn Thị An',
  birth: '1992-05-17',
  sex: 'female',
  phone: null,
  score: 85,
  likely: true,
  reasons: [{ reason: 'same_name', says: { vi: 'Trùng họ tên', en: 'Same name' } }],
}
const FILLED = { name: 'Nguyễn Thị An', birth: '1992-05-17', sex: 'female' as const }

function registration(onRegistered = vi.fn(), onKnown = vi.fn()) {
  return {
    onRegistered,
    onKnown,
    shown: (
      <Registration
        prefill={FILLED}
        onRegistered={onRegistered}
        onKnown={onKnown}
        onCancel={() => {}}
      />
    ),
  }
}

test('nobody is registered beside a likely double before somebody has answered', async () => {
  const heard = server({
    'POST /api/patients/check': () => [200, { similar: [TWIN], doubts: [] }],
    'POST /api/patients': () => [201, { id: 'new' }],
  })
  const { shown, onRegistered } = registration()
  await renderAt(shown, { assembly: { may: MAY } })
  const list = await screen.findByRole('list')
  pressKey('F9')
  await waitFor(() =>
    expect(document.activeElement).toBe(within(list).getByText('Cùng người').closest('button')),
  )
  expect(heard.some((each) => each.path === '/api/patients')).toBe(false)

  await userEvent.click(within(list).getByText('Không phải'))
  pressKey('F9')
  await waitFor(() => expect(onRegistered).toHaveBeenCalled())
  expect(heard.find((each) => each.path === '/api/patients')?.body.not_same_as).toEqual(['old'])
})

test('"same person" goes on with his record, and takes along what was typed', async () => {
  server({ 'POST /api/patients/check': () => [200, { similar: [TWIN], doubts: [] }] })
  const { shown, onKnown } = registration()
  await renderAt(shown, { assembly: { may: MAY } })
  await userEvent.click(await screen.findByText('Cùng người'))
  expect(onKnown).toHaveBeenCalledWith('old', expect.objectContaining(FILLED))
})

test('a double that only the server saw is asked about too', async () => {
  server({
    'POST /api/patients/check': () => [200, { similar: [], doubts: [] }],
    'POST /api/patients': () => [
      409,
      {
        error: 'SimilarPatients',
        detail: { vi: 'Có 1 hồ sơ', en: '1 record' },
        facts: { candidates: [{ ...TWIN, likely: undefined }] },
        request_id: 'r',
      },
    ],
  })
  const { shown } = registration()
  await renderAt(shown, { assembly: { may: MAY } })
  pressKey('F9')
  expect(await screen.findByText('Trùng họ tên')).toBeTruthy()
})

test('a second card scanned into any field fills the form and leaves no code behind', async () => {
  server({
    'POST /api/patients/check': () => [200, { similar: [], doubts: [] }],
    'POST /api/patients/scan': () => [200, { ...CARD, kind: 'bhyt', number: 'DN4797912345678' }],
  })
  const { shown } = registration()
  await renderAt(shown, { assembly: { may: MAY } })
  const phone = screen.getByLabelText(/Điện thoại/)
  await scan(phone, 'DN4797912345678|4e|17/05/1992|2|-|')
  await waitFor(() =>
    expect(screen.getByLabelText(/Số thẻ BHYT/)).toHaveProperty('value', 'DN4797912345678'),
  )
  expect(phone).toHaveProperty('value', '')
})

test('the desk begins with the field in focus, and another person’s draft never mixes in', async () => {
  server({
    'POST /api/patients/scan': () => [200, CARD],
    'POST /api/patients/check': () => [200, { similar: [], doubts: [] }],
  })
  localStorage.setItem(
    'draft:his.patients.new',
    JSON.stringify({ at: '2026-11-21T08:00:00Z', values: { phone: '0999999999' } }),
  )
  await renderAt(<Reception />, { assembly: { may: MAY, modules: ['his.patients'] } })
  const field = screen.getByRole('combobox')
  expect(document.activeElement).toBe(field)
  await scan(field, QR)
  const name = await screen.findByLabelText(/Họ và tên/)
  expect(name).toHaveProperty('value', 'Nguyễn Thị An')
  expect(screen.getByLabelText(/Điện thoại/)).toHaveProperty('value', '')
})
