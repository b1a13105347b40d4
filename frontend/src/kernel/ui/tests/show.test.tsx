import { createBrowserHistory } from '@tanstack/react-router'
import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { pressKey, renderAt } from '../../testing'
import {
  Alert,
  Banner,
  Button,
  DangerPanel,
  Facts,
  Key,
  Money,
  OnOff,
  Page,
  Panel,
  PrintButton,
  SidePanel,
  Status,
  TabPanels,
  Time,
  Waiting,
  Why,
  WorkPage,
} from '..'
import { IconSchool } from '../icons'

test('money is grouped exactly, beyond what a float can hold', async () => {
  await renderAt(
    <>
      <Money of="9007199254740993.50" />
      <Money of="-36500.00" />
    </>,
  )
  expect(screen.getByText('9.007.199.254.740.993,5 ₫')).toBeTruthy()
  expect(screen.getByText('−36.500 ₫')).toBeTruthy()
})

test("an instant is shown on the hospital's clock, wherever the browser is", async () => {
  await renderAt(<Time at="2026-11-20T18:30:00Z" />)
  expect(screen.getByText('21/11/2026 01:30')).toBeTruthy()
})

test('a long wait is red and says its minutes', async () => {
  await renderAt(<Waiting since={new Date(Date.now() - 75 * 60_000).toISOString()} />)
  expect(screen.getByText('75 phút').dataset.tone).toBe('red')
})

test('a state has a word and a sign beside its colour', async () => {
  await renderAt(<Status tone="green">Đã trả</Status>)
  expect(screen.getByText('Đã trả').querySelector('svg')).toBeTruthy()
})

test('a stop goes on only with a reason', async () => {
  const go = vi.fn()
  await renderAt(
    <Alert weight="stop" onOverride={go}>
      Dị ứng
    </Alert>,
  )
  const button = screen.getByRole<HTMLButtonElement>('button')
  expect(button.disabled).toBe(true)
  await userEvent.type(screen.getByLabelText('Lý do vẫn tiếp tục'), 'Đã test da')
  await userEvent.click(button)
  expect(go).toHaveBeenCalledWith('Đã test da')
})

test('why opens the rule, its source and its numbers', async () => {
  await renderAt(
    <Why rule="80%" source="NĐ 146" numbers={[{ label: 'Tổng', value: <Money of="100" /> }]} />,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Vì sao?' }))
  expect(await screen.findByText('80%')).toBeTruthy()
  expect(screen.getByText(/NĐ 146/)).toBeTruthy()
})

test('a dangerous act shows before and after, and needs a reason', async () => {
  const act = vi.fn()
  const behind = vi.fn()
  await renderAt(
    <>
      <Button hotkey="F9" onClick={behind}>
        Finish
      </Button>
      <DangerPanel
        open
        title="Huỷ"
        before="Đang chờ"
        after="Đã huỷ"
        tells="quầy thu ngân"
        verb="Huỷ lượt"
        onAct={act}
        onClose={() => {}}
      />
    </>,
  )
  expect(await screen.findByText('Đang chờ')).toBeTruthy()
  expect(screen.getByText('Đã huỷ')).toBeTruthy()
  expect(screen.getByText(/quầy thu ngân/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Huỷ lượt F9' }))
  expect(act).not.toHaveBeenCalled()
  await userEvent.type(screen.getByLabelText(/Lý do/), 'Đăng ký nhầm')
  await userEvent.click(screen.getByRole('button', { name: 'Huỷ lượt F9' }))
  expect(act).toHaveBeenCalledWith('Đăng ký nhầm')
  pressKey('F9')
  expect(behind).not.toHaveBeenCalled()
})

function Covered({ onClose }: { onClose: () => void }) {
  const [open, setOpen] = useState(true)
  const shut = () => {
    onClose()
    setOpen(false)
  }
  return (
    <SidePanel open={open} title="Chi tiết" onClose={shut}>
      Bên trong
    </SidePanel>
  )
}

test('Back closes what covers the page, and the page stays', async () => {
  const close = vi.fn()
  const covered = <Covered onClose={close} />
  const { router } = await renderAt(covered, { history: createBrowserHistory() })
  await act(async () => router.history.push('/visits'))
  expect(await screen.findByText('Bên trong')).toBeTruthy()
  window.history.back()
  await waitFor(() => expect(close).toHaveBeenCalledOnce())
  await waitFor(() => expect(window.location.pathname).toBe('/visits'))
  window.history.back()
  await waitFor(() => expect(window.location.pathname).toBe('/'))
})

test('a hotkey presses its button, a busy one rests', async () => {
  const act = vi.fn()
  const { rerender } = await renderAt(
    <Button hotkey="F2" onClick={act}>
      New
    </Button>,
  )
  pressKey('F2')
  expect(act).toHaveBeenCalledOnce()
  expect(rerender).toBeTruthy()
})

test('a print that is refused says why instead of an empty frame', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json(
      { error: 'NotClosed', detail: { vi: 'Chưa kết thúc.', en: 'Not closed.' }, facts: {} },
      { status: 409 },
    ),
  )
  await renderAt(<PrintButton pdf="/api/print" />)
  pressKey('P', { ctrlKey: true })
  expect(await screen.findByText('Chưa kết thúc.')).toBeTruthy()
  vi.unstubAllGlobals()
})

test('three columns on a wide screen, tabs that keep what was typed on a narrow one', async () => {
  const columns = {
    known: { title: 'Known', show: <p>allergies</p> },
    now: { title: 'Now', show: <input aria-label="exam" /> },
    out: { title: 'Out', show: <p>orders</p> },
  }
  const narrow = vi.spyOn(window, 'matchMedia').mockReturnValue({
    matches: true,
    addEventListener: () => {},
    removeEventListener: () => {},
  } as unknown as MediaQueryList)
  await renderAt(<WorkPage {...columns} />)
  await userEvent.type(screen.getByLabelText('exam'), 'ho')
  await userEvent.click(screen.getByRole('tab', { name: 'Known' }))
  await userEvent.click(screen.getByRole('tab', { name: 'Now' }))
  expect(screen.getByLabelText<HTMLInputElement>('exam').value).toBe('ho')
  narrow.mockRestore()
})

test('a page has one heading, its actions and its name in the window title', async () => {
  await renderAt(
    <Page title="Khám" detail="12" actions={<Button>Act</Button>}>
      <Banner tone="amber" icon={IconSchool}>
        Practice
      </Banner>
      <Panel title="Facts">
        <Facts of={[{ label: 'Mã', value: 'BN1' }]} />
      </Panel>
      <TabPanels tabs={[{ id: 'a', label: 'A', show: 'in A' }]} />
      <Key of="F9" />
    </Page>,
  )
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Khám')
  expect(screen.getByText('BN1')).toBeTruthy()
  expect(screen.getByText('in A')).toBeTruthy()
  await waitFor(() => expect(document.title).toBe('Khám · HIS54'))
})

test('a switch says its name and turns at once', async () => {
  const turn = vi.fn()
  await renderAt(<OnOff label="Nhắc" value={false} onChange={turn} />)
  await userEvent.click(screen.getByLabelText('Nhắc'))
  expect(turn).toHaveBeenCalledWith(true)
})
