import { hisBillingDeposit, hisBillingShowDepositQr, hisBillingVisits } from '@/kernel/api/sdk.gen'
import type { BillDepositIn, BillVisitOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Dim,
  Field,
  Form,
  NumberField,
  Picker,
  Select,
  SidePanel,
  Stack,
  showMoney,
} from '@/kernel/ui'
import { t } from '../text'
import { QrCode } from './QrCode'
import { SlipButton } from './SlipButton'
import { dong, PAYER } from './words'

type Asked = { visit: string; body: BillDepositIn }

/** Money left before anything is invoiced; without a visit the cashier looks for it first. */
export function DepositPanel({
  encounterId,
  onClose,
}: {
  encounterId?: string
  onClose: () => void
}) {
  const form = useForm({
    visit: null as BillVisitOut | null,
    amount: null as number | null,
    method: 'cash',
    reference: '',
    reason: '',
  })
  const leave = useSubmit((asked: Asked, headers) =>
    hisBillingDeposit({ path: { encounter_id: asked.visit }, body: asked.body, headers }),
  )
  const show = useSubmit(({ visit, body }: Asked, headers) =>
    hisBillingShowDepositQr({
      path: { encounter_id: visit },
      body: { amount: body.tender.amount },
      headers,
    }),
  )
  const byTransfer = form.values.method === 'transfer'
  const visit = encounterId ?? form.values.visit?.encounter_id
  if (leave.done)
    return (
      <SidePanel open title={t('depositTitle')} onClose={onClose}>
        <Stack>
          <Alert weight="info">
            {t('depositTaken', { amount: showMoney(leave.done.amount), code: leave.done.code })}
          </Alert>
          <SlipButton payment={leave.done.id} />
          <Button onClick={onClose}>{t('close')}</Button>
        </Stack>
      </SidePanel>
    )
  if (show.done)
    return (
      <SidePanel open title={t('depositTitle')} onClose={onClose}>
        <QrCode code={show.done} />
      </SidePanel>
    )
  return (
    <SidePanel open title={t('depositTitle')} onClose={onClose}>
      <Form
        form={form}
        submit={byTransfer ? show : leave}
        onSubmit={(values) =>
          visit &&
          (byTransfer ? show : leave).submit({
            visit,
            body: {
              tender: {
                method: values.method === 'card' ? 'card' : 'cash',
                amount: dong(values.amount),
                reference: values.reference,
              },
              reason: values.reason,
            },
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={leave.busy || show.busy} off={!visit}>
            {t(byTransfer ? 'showQr' : 'take')}
          </Button>
        }
      >
        {!encounterId && (
          <Picker<BillVisitOut>
            label={t('patientToday')}
            hint={t('findVisit')}
            required
            autoFocus
            from={0}
            list="his.billing.visits"
            search={(text, signal) =>
              hisBillingVisits({ query: { q: text, limit: 20 }, signal }).then((r) => r.data.items)
            }
            line={(row) => ({
              key: row.encounter_id,
              code: row.code,
              name: row.patient.name,
              extra: [say(row.patient.age), PAYER(row.payer)].filter(Boolean).join(' · '),
            })}
            {...form.bind('visit')}
          />
        )}
        <NumberField
          label={t('amount')}
          required
          least={1}
          autoFocus={Boolean(encounterId)}
          {...form.bind('amount')}
        />
        <Select
          label={t('method')}
          value={form.values.method}
          onChange={(value) => form.set('method', value ?? 'cash')}
          choices={[
            { value: 'cash', label: t('cash') },
            { value: 'card', label: t('card') },
            { value: 'transfer', label: t('transfer') },
          ]}
        />
        {form.values.method === 'card' && (
          <Field label={t('reference')} {...form.bind('reference')} />
        )}
        {!byTransfer && <Field label={t('reason')} most={500} {...form.bind('reason')} />}
        <Dim>{t('depositHint')}</Dim>
      </Form>
    </SidePanel>
  )
}
