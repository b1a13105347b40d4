import { useState } from 'react'
import { lisSpecimensHandOver, lisSpecimensShip } from '@/kernel/api/sdk.gen'
import type { ShipmentIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'
import { ScanLine } from './ScanLine'
import css from './specimens.module.css'

/** Scan each tube that leaves, and say where to. */
export function SendPanel(props: { outside: boolean; onClose: (made?: string) => void }) {
  const { outside, onClose } = props
  const [codes, setCodes] = useState<string[]>([])
  const form = useForm({ to_name: outside ? '' : 'Khoa Xét nghiệm', carrier: '', temperature: '' })
  const send = useSubmit(
    (body: ShipmentIn, headers) =>
      outside ? lisSpecimensShip({ body, headers }) : lisSpecimensHandOver({ body, headers }),
    { done: (made) => onClose(made.shipment.id) },
  )
  return (
    <SidePanel open title={t(outside ? 'ship' : 'handOver')} onClose={() => onClose()}>
      <Stack>
        <ScanLine
          label={t('scanToSend')}
          autoFocus
          onScan={(code) => setCodes(codes.includes(code) ? codes : [...codes, code])}
        />
        <ul className={css.plain}>
          {codes.map((code) => (
            <li key={code}>
              {code}
              <Button small quiet onClick={() => setCodes(codes.filter((each) => each !== code))}>
                {t('remove')}
              </Button>
            </li>
          ))}
        </ul>
        <Form
          form={form}
          submit={send}
          onSubmit={(values) => send.submit({ ...values, outside, codes })}
          actions={
            <Button primary submit hotkey="F9" off={codes.length === 0} busy={send.busy}>
              {t('send', { n: codes.length })}
            </Button>
          }
        >
          <Field label={t('to')} required {...form.bind('to_name')} />
          <Field label={t('carrier')} {...form.bind('carrier')} />
          <Field label={t('temperature')} placeholder="2–8 °C" {...form.bind('temperature')} />
        </Form>
      </Stack>
    </SidePanel>
  )
}
