import { useState } from 'react'
import { risPacsReadingConfirm } from '@/kernel/api/sdk.gen'
import type { ExamReadingOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { language } from '@/kernel/text'
import { Alert, Button, Field, Form, SidePanel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { useSigned } from './useSigned'

/** Pictures were corrected after the report was out: what, by whom, why, and what to do now. */
export function Touched({ of }: { of: ExamReadingOut }) {
  const [confirms, setConfirms] = useState(false)
  const maySign = useMay('ris_pacs.reading.report.sign')
  const open = of.touches.filter((each) => !each.settled_at)
  if (open.length === 0) return null
  const whole = open.some((each) => each.whole)
  const out = of.line.state === 'final' || of.line.state === 'addended'
  return (
    <Alert weight="stop">
      {open.map((each) => (
        <div key={each.id}>
          <strong>{t('touchedBanner', { said: each.said[language()] })}</strong>{' '}
          {t('touchedBy', { by: each.by_name, at: showInstant(each.at), why: each.reason })}
        </div>
      ))}
      <div>{t(whole ? 'touchedWhole' : 'touchedWaits')}</div>
      {maySign && out && !whole && (
        <Button small onClick={() => setConfirms(true)}>
          {t('confirm')}
        </Button>
      )}
      {confirms && <Confirming of={of} onClose={() => setConfirms(false)} />}
    </Alert>
  )
}

function Confirming({ of, onClose }: { of: ExamReadingOut; onClose: () => void }) {
  const form = useForm({ remark: '' })
  const confirm = useSigned<{ remark: string }, ExamReadingOut>(
    (body, headers) => risPacsReadingConfirm({ path: { reading_id: of.line.id }, body, headers }),
    onClose,
  )
  return (
    <SidePanel open title={t('confirm')} onClose={onClose}>
      {confirm.asked}
      <Form
        form={form}
        submit={confirm}
        onSubmit={(values) => confirm.submit(values)}
        actions={
          <Button primary submit hotkey="F9" busy={confirm.busy}>
            {t('sign')}
          </Button>
        }
      >
        <Field label={t('confirmRemark')} lines={3} most={800} {...form.bind('remark')} />
      </Form>
    </SidePanel>
  )
}
