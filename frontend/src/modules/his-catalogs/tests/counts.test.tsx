import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ImportOut } from '@/kernel/api/types.gen'
import { renderAt } from '@/kernel/testing'
import { Counts } from '../parts/Counts'
import { RowErrors } from '../parts/RowErrors'

const TRIED = {
  rows: 120,
  added: 3,
  changed: 2,
  ended: 1,
  unchanged: 114,
  errors: 1,
  used: 4,
  first_errors: [{ row: 7, column: 'code', says: { vi: 'Thiếu mã.', en: 'No code.' } }],
  ignored_columns: ['ghi_chu'],
  joined_rows: 0,
  most_used: [{ code: 'BXN-1', count: 4 }],
} as unknown as ImportOut

test('a tried file says what it adds, changes and ends, and how many open records it touches', async () => {
  await renderAt(<Counts of={TRIED} />)
  expect(screen.getByText('Kết thúc').nextElementSibling?.textContent).toBe('1')
  expect(screen.getByText('Đang dùng dở').nextElementSibling?.textContent).toBe('4')
})

test('a wrong row is named with its column and what to mend', async () => {
  await renderAt(<RowErrors of={TRIED} />)
  expect(screen.getByText('Dòng 7')).toBeTruthy()
  expect(screen.getByText('Thiếu mã.')).toBeTruthy()
  expect(screen.getByText('Cột không dùng: ghi_chu')).toBeTruthy()
})
