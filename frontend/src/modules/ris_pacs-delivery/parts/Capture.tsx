import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsDeliveryCaptureOrdersOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsDeliveryCapture } from '@/kernel/api/sdk.gen'
import type { CaptureOrdersOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, FileField, RefusalNote, Select, SidePanel, Stack } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

const KINDS = ['XC', 'ES', 'US', 'DM', 'OT'] as const
type Kind = (typeof KINDS)[number]

/** A photo or a PDF becomes a picture of this patient, for one of his orders or for none. */
export function Capture({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const orders = useQuery(risPacsDeliveryCaptureOrdersOptions({ path: { patient_id: patientId } }))
  const [title, setTitle] = useState('')
  const [kind, setKind] = useState<Kind>('XC')
  const [order, setOrder] = useState<string>('')
  const [file, setFile] = useState<File | null>(null)
  const [count, setCount] = useState(0)
  const add = useSubmit(
    (chosen: File, headers) =>
      risPacsDeliveryCapture({
        body: {
          patient_id: patientId,
          title,
          modality: kind,
          order_id: order || undefined,
          file: chosen,
        },
        headers,
      }),
    {
      done: () => {
        setFile(null)
        setCount(count + 1)
      },
    },
  )
  const found: CaptureOrdersOut['items'] = orders.data?.items ?? []
  return (
    <SidePanel open title={t('addPhoto')} onClose={onClose}>
      <Stack>
        {count > 0 && !file && <Alert weight="info">{t('added')}</Alert>}
        <FileField
          label={t('captureFile')}
          accept="image/jpeg,image/png,application/pdf"
          required
          value={file}
          onChange={setFile}
        />
        <Field label={t('captureTitle')} required most={64} value={title} onChange={setTitle} />
        <Select<Kind>
          label={t('captureKind')}
          choices={KINDS.map((value) => ({ value, label: t(`k_${value}`) }))}
          value={kind}
          onChange={(value) => setKind(value ?? 'XC')}
        />
        <Select
          label={t('captureOrder')}
          choices={[
            { value: '', label: t('noOrder') },
            ...found.map((each) => ({
              value: each.id,
              label: `${each.code} ${each.service_name}`,
              extra: showDate(each.placed_at.slice(0, 10)),
            })),
          ]}
          value={order}
          onChange={(value) => setOrder(value ?? '')}
        />
        <RefusalNote of={add.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={add.busy}
          off={!file || !title.trim()}
          onClick={() => file && add.submit(file)}
        >
          {t('add')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
