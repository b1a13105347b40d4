import { useState } from 'react'
import { lisLinkCancelOutside, lisLinkSendOutsOfLaboratory } from '@/kernel/api/sdk.gen'
import type { SendOutOut, SendOutState } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Dim,
  Page,
  SidePanel,
  Status,
  Time,
  type Tone,
  Worklist,
} from '@/kernel/ui'
import { IconSend } from '@/kernel/ui/icons'
import { OrderForm } from '../parts/OrderForm'
import { t } from '../text'

const TONE: Record<SendOutState, Tone> = {
  sent: 'blue',
  accepted: 'blue',
  refused: 'red',
  resulted: 'green',
  cancelling: 'amber',
  cancelled: 'grey',
}
const STATES = Object.keys(TONE) as SendOutState[]

/** What other laboratories do for us, and how far each test is. */
export function SendOuts() {
  const maySend = useMay('lis.link.send_out.send')
  const [ordering, setOrdering] = useState(false)
  const [ending, setEnding] = useState<SendOutOut>()
  return (
    <Page
      title={t('sendOuts')}
      actions={
        maySend && (
          <Button primary icon={IconSend} hotkey="F8" onClick={() => setOrdering(true)}>
            {t('order')}
          </Button>
        )
      }
    >
      <Worklist<SendOutOut>
        list="lis.link.send_outs"
        label={t('sendOuts')}
        live={['lis.link', 'link']}
        load={(asked, signal) =>
          lisLinkSendOutsOfLaboratory({
            query: {
              state: (asked.state as SendOutState) || undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('none')}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: STATES.map((value) => ({ value, label: t(value) })),
          },
        ]}
        columns={[
          { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.sent_at} /> },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => (
              <>
                {row.patient} <Dim>{row.patient_code}</Dim>
              </>
            ),
          },
          { head: t('test'), nowrap: true, show: (row) => row.test_code },
          { head: t('number'), nowrap: true, show: (row) => row.placer },
          { head: t('to'), show: (row) => row.partner },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => <Status tone={TONE[row.state]}>{t(row.state)}</Status>,
          },
          { head: t('said'), show: (row) => <Dim>{row.said}</Dim>, phone: 'hide' },
          {
            head: '',
            width: '1%',
            show: (row) =>
              maySend &&
              ['sent', 'accepted'].includes(row.state) && (
                <Button quiet onClick={() => setEnding(row)}>
                  {t('cancel')}
                </Button>
              ),
          },
        ]}
      />
      {ordering && (
        <SidePanel open title={t('order')} onClose={() => setOrdering(false)}>
          <OrderForm onDone={() => setOrdering(false)} />
        </SidePanel>
      )}
      {ending && <Cancel key={ending.id} of={ending} onClose={() => setEnding(undefined)} />}
    </Page>
  )
}

function Cancel({ of, onClose }: { of: SendOutOut; onClose: () => void }) {
  const end = useSubmit(
    (reason: string, headers) =>
      lisLinkCancelOutside({ path: { send_out_id: of.id }, body: { reason }, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={`${t('cancel')}: ${of.test_code} ${of.placer}`}
      verb={t('cancel')}
      before={t('cancelBefore')}
      after={t('cancelAfter')}
      busy={end.busy}
      refusal={end.refusal}
      onAct={end.submit}
      onClose={onClose}
    />
  )
}
