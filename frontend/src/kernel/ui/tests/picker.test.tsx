import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { renderAt } from '../../testing'
import { Picker } from '..'

type Icd = { code: string; name: string }
const ICD: Icd[] = [
  { code: 'I10', name: 'Tăng huyết áp vô căn' },
  { code: 'I15', name: 'Tăng huyết áp thứ phát' },
]

function Adding({ chosen }: { chosen: string[] }) {
  return (
    <Picker<Icd>
      label="Add"
      list="adding"
      value={null}
      onChange={(icd) => icd && chosen.push(icd.code)}
      keepOpen
      search={async (text) => {
        await new Promise((later) => setTimeout(later, 20))
        return ICD.filter(({ code }) => code.startsWith(text.toUpperCase()))
      }}
      line={({ code, name }) => ({ key: code, code, name })}
    />
  )
}

test('lines are added one after another: Enter never takes the answer to the last words', async () => {
  const chosen: string[] = []
  await renderAt(<Adding chosen={chosen} />)
  await userEvent.click(screen.getByLabelText('Add'))
  await userEvent.keyboard('i10')
  await screen.findByRole('option', { name: /I10/, hidden: true })
  await userEvent.keyboard('{Enter}')
  expect(chosen).toEqual(['I10'])
  await userEvent.keyboard('i15{Enter}')
  await waitFor(() => expect(chosen).toEqual(['I10', 'I15']))
})
