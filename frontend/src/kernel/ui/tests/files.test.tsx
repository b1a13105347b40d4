import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { Refusal } from '../../refusal'
import { renderAt } from '../../testing'
import { Awaited, Download, FileField } from '..'

function Paper() {
  const [file, setFile] = useState<File | null>(null)
  return <FileField label="Bản đã ký" value={file} onChange={setFile} />
}

test('a chosen file is named with its size, and can be taken away again', async () => {
  await renderAt(<Paper />)
  await userEvent.upload(screen.getByLabelText('Bản đã ký'), new File(['x'.repeat(2048)], 'a.pdf'))
  expect(screen.getByText('a.pdf · 2 KB')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Bỏ tệp' }))
  expect(screen.getByText('hoặc thả tệp vào đây')).toBeTruthy()
})

test('a download is a link to a file', async () => {
  await renderAt(<Download href="/api/list.csv">CSV</Download>)
  expect(screen.getByRole('link', { name: 'CSV' }).hasAttribute('download')).toBe(true)
})

test('what is awaited shows a skeleton, a refusal with a way to try again, then itself', async () => {
  const refetch = vi.fn()
  const asked = { isFetching: false, refetch, error: null, data: undefined as string | undefined }
  const show = (text: string) => <b>{text}</b>
  const first = await renderAt(<Awaited of={asked}>{show}</Awaited>)
  expect(screen.getByRole('status', { name: 'Đang tải…' })).toBeTruthy()
  first.unmount()
  const no = new Refusal(404, 'NotFound', { vi: 'Không có.', en: 'None.' })
  const second = await renderAt(<Awaited of={{ ...asked, error: no }}>{show}</Awaited>)
  await userEvent.click(screen.getByRole('button', { name: 'Thử lại' }))
  expect(refetch).toHaveBeenCalledOnce()
  second.unmount()
  await renderAt(<Awaited of={{ ...asked, data: 'xong' }}>{show}</Awaited>)
  expect(screen.getByText('xong')).toBeTruthy()
})
