import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { useForm } from '../../form'
import { Refusal } from '../../refusal'
import { useSubmit } from '../../submit'
import { pressKey, renderAt } from '../../testing'
import { Button, Check, Choose, DateField, Field, Form, NumberField, Picker, Select } from '..'

type Icd = { code: string; name: string }
const ICD: Icd[] = [
  { code: 'I10', name: 'Tăng huyết áp vô căn' },
  { code: 'I15', name: 'Tăng huyết áp thứ phát' },
]

const EMPTY = {
  name: '',
  born: null as string | null,
  pulse: null as number | null,
  temperature: null as number | null,
  sex: null as 'male' | 'female' | null,
  payer: null as 'bhyt' | 'self' | null,
  icd: null as Icd | null,
  pregnant: false,
}
type Values = typeof EMPTY

function Sample({
  send,
  draft,
}: {
  send: (values: Values, headers: { 'Idempotency-Key': string }) => Promise<{ data: Values }>
  draft?: string
}) {
  const form = useForm(EMPTY, { draft })
  const save = useSubmit(send, { done: () => form.reset() })
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={save.submit}
      actions={
        <Button primary submit hotkey="F9">
          Save
        </Button>
      }
    >
      <Field label="Name" required {...form.bind('name')} />
      <DateField label="Born" partial age past {...form.bind('born')} />
      <NumberField label="Pulse" unit="/min" least={20} most={250} {...form.bind('pulse')} />
      <NumberField label="Temperature" decimals={1} {...form.bind('temperature')} />
      <Choose
        label="Sex"
        choices={[
          { value: 'male', label: 'Male' },
          { value: 'female', label: 'Female' },
        ]}
        {...form.bind('sex')}
      />
      <Select
        label="Payer"
        choices={[
          { value: 'self', label: 'Thu phí' },
          { value: 'bhyt', label: 'Bảo hiểm y tế' },
        ]}
        {...form.bind('payer')}
      />
      <Picker<Icd>
        label="Diagnosis"
        list="icd"
        from={1}
        search={async (text) => ICD.filter(({ code }) => code.startsWith(text.toUpperCase()))}
        line={({ code, name }) => ({ key: code, code, name })}
        {...form.bind('icd')}
      />
      <Check label="Pregnant" {...form.bind('pregnant')} />
    </Form>
  )
}

const accept = async (values: Values) => ({ data: values })

test('a form is filled and sent with the keyboard alone, Enter going on', async () => {
  const sent: Values[] = []
  await renderAt(
    <Sample
      send={async (values) => {
        sent.push(values)
        return { data: values }
      }}
    />,
  )
  await userEvent.click(screen.getByLabelText(/Name/))
  await userEvent.keyboard('An{Enter}17051980{Enter}72{Enter}37,5{Enter}')
  await userEvent.keyboard(' {Enter}') // chooses male
  await userEvent.keyboard('bao hiem{Enter}') // without diacritics
  await userEvent.keyboard('i1{Enter}') // the answer is still on its way
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Pregnant')))
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toEqual({
    name: 'An',
    born: '1980-05-17',
    pulse: 72,
    temperature: 37.5,
    sex: 'male',
    payer: 'bhyt',
    icd: ICD[0],
    pregnant: false,
  })
})

test('the key written on the button sends the form', async () => {
  let times = 0
  await renderAt(
    <Sample
      send={async (values) => {
        times += 1
        return { data: values }
      }}
    />,
  )
  await userEvent.type(screen.getByLabelText(/Name/), 'An')
  pressKey('F9')
  await waitFor(() => expect(times).toBe(1))
})

test('wrong input says what is expected, keeps its text and stops the form', async () => {
  let sent = false
  await renderAt(
    <Sample
      send={async (values) => {
        sent = true
        return { data: values }
      }}
    />,
  )
  await userEvent.type(screen.getByLabelText(/Name/), 'An')
  await userEvent.type(screen.getByLabelText('Pulse'), '400')
  await userEvent.type(screen.getByLabelText('Born'), '31/02/1980')
  await userEvent.tab()
  expect(screen.getByText('Từ 20 đến 250 /min')).toBeTruthy()
  expect(screen.getByText('Nhập 05/03/1980, 03/1980 hoặc 1980')).toBeTruthy()
  pressKey('F9')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Born')))
  expect(screen.getByLabelText<HTMLInputElement>('Pulse').value).toBe('400')
  expect(sent).toBe(false)
})

test('a required field that is empty says so and takes the focus', async () => {
  await renderAt(<Sample send={accept} />)
  pressKey('F9')
  expect(await screen.findByText('Cần nhập')).toBeTruthy()
  expect(document.activeElement).toBe(screen.getByLabelText(/Name/))
})

test("the server's complaint stands at its field, in the reader's language", async () => {
  const no = new Refusal(
    422,
    'NotUnderstood',
    { vi: 'Chưa đúng.', en: 'Not right.' },
    { fields: [{ at: ['body', 'name'], kind: 'string_too_short', says: 'at least 3 characters' }] },
  )
  await renderAt(<Sample send={() => Promise.reject(no)} />)
  await userEvent.type(screen.getByLabelText(/Name/), 'An')
  pressKey('F9')
  expect(await screen.findByText('Chưa đúng.')).toBeTruthy()
  expect(screen.getByText('Ít nhất 3 ký tự')).toBeTruthy()
  expect(screen.getByLabelText(/Name/).getAttribute('aria-invalid')).toBe('true')
})

test('whoever saves second sees the present state and keeps what he typed', async () => {
  const no = new Refusal(
    409,
    'ChangedMeanwhile',
    { vi: 'Đã đổi.', en: 'Changed.' },
    { present: { name: 'Bình' } },
  )
  await renderAt(<Sample send={() => Promise.reject(no)} />)
  await userEvent.type(screen.getByLabelText(/Name/), 'An')
  pressKey('F9')
  expect(await screen.findByText('Bình')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>(/Name/).value).toBe('An')
})

test('what was typed comes back after the browser was closed', async () => {
  const first = await renderAt(<Sample send={accept} draft="sample" />)
  await userEvent.type(screen.getByLabelText(/Name/), 'An')
  await waitFor(() => expect(localStorage.getItem('draft:sample')).toContain('An'))
  first.unmount()
  await renderAt(<Sample send={accept} draft="sample" />)
  expect(screen.getByLabelText<HTMLInputElement>(/Name/).value).toBe('An')
  expect(screen.getByText(/Đã khôi phục bản nháp/)).toBeTruthy()
  pressKey('F9')
  await waitFor(() => expect(localStorage.getItem('draft:sample')).toBeNull())
})

function Outside() {
  const [value, setValue] = useState<number | null>(36.6)
  return (
    <>
      <NumberField label="Temperature" decimals={1} value={value} onChange={setValue} />
      <Button onClick={() => setValue(38.2)}>Fever</Button>
    </>
  )
}

test('a number set from outside replaces the text', async () => {
  await renderAt(<Outside />)
  const input = screen.getByLabelText<HTMLInputElement>('Temperature')
  expect(input.value).toBe('36,6')
  await userEvent.click(screen.getByRole('button', { name: 'Fever' }))
  expect(input.value).toBe('38,2')
})

function Amount({ told }: { told: (value: number | null) => void }) {
  const [value, setValue] = useState<number | null>(null)
  const change = (next: number | null) => {
    setValue(next)
    told(next)
  }
  return <NumberField label="Amount" decimals={3} least={0} value={value} onChange={change} />
}

test('an amount is read as it is written here, and stands in groups once it is left', async () => {
  const told = vi.fn()
  await renderAt(<Amount told={told} />)
  const input = screen.getByLabelText<HTMLInputElement>('Amount')
  await userEvent.type(input, '150.000')
  expect(told).toHaveBeenLastCalledWith(150_000)
  expect(input.value).toBe('150.000')
  await userEvent.clear(input)
  await userEvent.type(input, '1250000,5')
  await userEvent.tab()
  expect(told).toHaveBeenLastCalledWith(1_250_000.5)
  expect(input.value).toBe('1.250.000,5')
})
