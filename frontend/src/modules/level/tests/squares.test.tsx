import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { renderAt } from '@/kernel/testing'
import { barsOf } from '../figures'
import { Bars } from '../parts/Bars'
import { Figures } from '../parts/Figures'
import { Ruler } from '../parts/Ruler'
import { GROUPS, TOLD } from './samples'

const bars = barsOf(TOLD, GROUPS, 'reached')

test('a square says its number, text and verdict, and leads to its criterion', async () => {
  const { router } = await renderAt(<Bars bars={bars} figure="reached" profile="current" />)
  const square = screen.getByRole('link', { name: '1 Tiêu chí số 1, Chưa đánh giá' })
  expect(square.getAttribute('href')).toBe('/assessment/TT54/1?profile=current')
  await userEvent.click(square)
  expect(router.state.location.pathname).toBe('/assessment/TT54/1')
})

test('arrows go from square to square, over the groups, and the tip follows', async () => {
  await renderAt(<Bars bars={bars} figure="reached" />)
  screen.getByRole('link', { name: /^1 / }).focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  expect(document.activeElement?.getAttribute('data-square')).toBe('TT54/L2.cdr')
  expect(screen.getByText('M2 Kho dữ liệu lâm sàng')).toBeTruthy()
})

test('in a what-if a square is a button that says what is assumed', async () => {
  const press = vi.fn()
  await renderAt(<Bars bars={bars} figure="able" onPress={press} assumed={{ 'TT54/2': 'met' }} />)
  await userEvent.click(screen.getByRole('button', { name: /^2 .*coi như đạt$/ }))
  expect(press).toHaveBeenCalledWith('TT54/2')
})

test('three figures stand apart, and the chosen one is asked for', async () => {
  const change = vi.fn()
  await renderAt(
    <Figures
      told={{ able: 3, reached: 0, reached_with_na: 1 }}
      figure="reached"
      onChange={change}
    />,
  )
  expect(screen.getByText('Mức 3')).toBeTruthy()
  expect(screen.getByText('Chưa đạt mức 1')).toBeTruthy()
  await userEvent.click(screen.getByRole('radio', { name: /Phần mềm đáp ứng/ }))
  expect(change).toHaveBeenCalledWith('able')
})

test('the ruler names each level and what stands there', async () => {
  const open = vi.fn()
  await renderAt(
    <Ruler levels={[1, 2]} told={{ able: 2, reached: 1, reached_with_na: 1 }} onOpen={open} />,
  )
  expect(screen.getByRole('button', { name: /Mức 1: cơ sở đạt/ })).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: /Mức 2: phần mềm đáp ứng/ }))
  expect(open).toHaveBeenCalledWith(2)
})
