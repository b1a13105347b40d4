import { expect, test, vi } from 'vitest'
import { printPage } from '../parts/printing'

test('a slip counts as sent only once the browser says that it printed', () => {
  const page = Object.assign(new EventTarget(), { print: vi.fn() })
  const printed = vi.fn()
  printPage(page as unknown as Window, printed)
  expect(page.print).toHaveBeenCalledOnce()
  expect(printed).not.toHaveBeenCalled()

  page.dispatchEvent(new Event('afterprint'))
  expect(printed).toHaveBeenCalledOnce()
})
