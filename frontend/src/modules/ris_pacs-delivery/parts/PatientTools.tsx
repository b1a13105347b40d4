import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '@/kernel/may'
import { Button, Panel } from '@/kernel/ui'
import { IconCamera, IconSend } from '@/kernel/ui/icons'
import { t } from '../text'
import { Capture } from './Capture'

/** On a patient's page: give his pictures to somebody, add a photo or a paper. */
export function PatientTools({ patientId }: { patientId: string }) {
  const navigate = useNavigate()
  const mayHand = useMay('ris_pacs.delivery.job.make')
  const mayAdd = useMay('ris_pacs.delivery.capture.add')
  const [adding, setAdding] = useState(false)
  return (
    <Panel title={t('tools')}>
      <div>
        {mayHand && (
          <Button
            icon={IconSend}
            onClick={() =>
              navigate({ to: '/imaging/deliveries/new/$patientId', params: { patientId } })
            }
          >
            {t('newDelivery')}
          </Button>
        )}{' '}
        {mayAdd && (
          <Button icon={IconCamera} onClick={() => setAdding(true)}>
            {t('addPhoto')}
          </Button>
        )}
      </div>
      {adding && <Capture patientId={patientId} onClose={() => setAdding(false)} />}
    </Panel>
  )
}
