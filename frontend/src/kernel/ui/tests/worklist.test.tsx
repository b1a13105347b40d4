import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { LineDown } from '../../refusal'
import { renderAt } from '../../testing'
import { type Asked, Button, Worklist } from '..'

type Row = { id: string; name: string }
const PAGE = {
  items: [
    { id: '1', name: 'An' },
    { id: '2', name: 'Bình' },
  ],
  next: 'more',
}

function list(load: (asked: Asked) => Promise<{ items: Row[]; next: string | null }>, more = {}) {
  return (
    <Worklist<Row>
      list="rows"
      label="Rows"
      load={load}
      keyOf={(row) => row.id}
      columns={[{ head: 'Name', show: (row) => row.name }]}
      filters={[
        {
          name: 'state',
          label: 'State',
          start: 'open',
          choices: [{ value: 'open', label: 'Open' }],
        },
        { name: 'q', label: 'Find', kind: 'text' },
      ]}
      {...more}
    />
  )
}

test('arrows move, Enter opens, a button on the row does not', async () => {
  const open = vi.fn()
  const call = vi.fn()
  await renderAt(
    list(async () => PAGE, {
      onOpen: open,
      actions: () => (
        <Button small onClick={call}>
          Call
        </Button>
      ),
    }),
  )
  const row = (await screen.findByText('An')).closest('tr') as HTMLElement
  row.focus()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(open).toHaveBeenCalledWith(PAGE.items[1])
  await userEvent.click(screen.getAllByRole('button', { name: 'Call' })[0] as HTMLElement)
  expect(call).toHaveBeenCalledOnce()
  expect(open).toHaveBeenCalledOnce()
})

test('filters stand in the address and are asked for; the start value is not written', async () => {
  const asked: Asked[] = []
  const { router } = await renderAt(
    list(async (each) => {
      asked.push(each)
      return { items: [], next: null }
    }),
  )
  await screen.findByText('Không có gì ở đây.')
  expect(asked[0]).toMatchObject({ state: 'open', limit: 50 })
  expect(router.state.location.searchStr).toBe('')
  await userEvent.type(screen.getByLabelText('Find'), 'an')
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ state: 'open', q: 'an' }))
  expect(await screen.findByText('Không có dòng nào khớp bộ lọc.')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Tất cả' }))
  await waitFor(() => expect(asked.at(-1)?.state).toBeUndefined())
})

test('more is asked for from where the page ended', async () => {
  const asked: Asked[] = []
  await renderAt(
    list(async (each) => {
      asked.push(each)
      return each.after ? { items: [{ id: '3', name: 'Cúc' }], next: null } : PAGE
    }),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Xem thêm' }))
  expect(await screen.findByText('Cúc')).toBeTruthy()
  expect(screen.getByText('An')).toBeTruthy()
  expect(asked.at(-1)?.after).toBe('more')
})

test('a lost line says so and tries again on demand', async () => {
  let up = false
  await renderAt(
    list(async () => {
      if (!up) throw new LineDown('network')
      return PAGE
    }),
  )
  expect(await screen.findByText(/Mất kết nối/)).toBeTruthy()
  up = true
  await userEvent.click(screen.getByRole('button', { name: 'Thử lại' }))
  expect(await screen.findByText('An')).toBeTruthy()
})

test('a code is scanned: Enter opens the only line, and goes to the first of several', async () => {
  const open = vi.fn()
  await renderAt(
    list(
      async ({ q }) => ({
        items: PAGE.items.filter(({ name }) => q !== 'binh' || name === 'Bình'),
        next: null,
      }),
      { onOpen: open },
    ),
  )
  await screen.findByText('An')
  await userEvent.type(screen.getByLabelText('Find'), 'binh{Enter}')
  await waitFor(() => expect(open).toHaveBeenCalledWith(PAGE.items[1]))
  await userEvent.type(screen.getByLabelText('Find'), 'b{Enter}')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByText('An').closest('tr')))
  expect(open).toHaveBeenCalledOnce()
})
