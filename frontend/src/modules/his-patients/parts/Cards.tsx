import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPatientsListCardsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisPatientsIssueCard,
  hisPatientsPrintCard,
  hisPatientsWithdrawCard,
} from '@/kernel/api/sdk.gen'
import type { CardKind, CardOut, CardState } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Panel, PrintButton, RefusalNote, Status, type Tone } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { Empty } from './Empty'
import { Ending } from './Ending'
import css from './record.module.css'

const TONE: Record<CardState, Tone> = {
  active: 'green',
  lost: 'red',
  blocked: 'red',
  replaced: 'grey',
}

/** Our own cards and wristbands: issue, print, report as lost. */
export function Cards({ patientId }: { patientId: string }) {
  const mayIssue = useMay('his.patients.card.issue')
  const path = { patient_id: patientId }
  const { data } = useQuery(hisPatientsListCardsOptions({ path }))
  const [withdrawing, setWithdrawing] = useState<CardOut>()
  const [state, setState] = useState<'lost' | 'blocked' | null>('lost')
  const issue = useSubmit((kind: CardKind, headers) =>
    hisPatientsIssueCard({ path, body: { kind }, headers }),
  )
  return (
    <Panel
      title={t('cards')}
      flush
      actions={
        mayIssue && (
          <>
            <Button small quiet busy={issue.busy} onClick={() => issue.submit('card')}>
              {t('issueCard')}
            </Button>
            <Button small quiet busy={issue.busy} onClick={() => issue.submit('wristband')}>
              {t('issueWristband')}
            </Button>
          </>
        )
      }
    >
      <RefusalNote of={issue.refusal} />
      {data?.items.length === 0 && <Empty>{t('noCards')}</Empty>}
      <ul className={css.list}>
        {data?.items.map((each) => (
          <li key={each.id} data-ended={each.state !== 'active' || undefined}>
            <span className={css.text}>
              <b>{t(each.kind)}</b>
              <small>
                {showInstant(each.recorded_at)} · {each.recorded_by_name}
                {each.state_reason && ` · ${each.state_reason}`}
              </small>
            </span>
            <Status tone={TONE[each.state]}>{t(each.state)}</Status>
            {mayIssue && each.state === 'active' && (
              <>
                <PrintButton
                  small
                  hotkey={null}
                  title={t(each.kind)}
                  pdf={() =>
                    hisPatientsPrintCard({
                      path: { ...path, card_id: each.id },
                      parseAs: 'blob',
                    }).then((answer) => answer.data as Blob)
                  }
                />
                <Button small quiet onClick={() => setWithdrawing(each)}>
                  {t('withdraw')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {withdrawing && (
        <Ending
          title={t('withdrawCard')}
          verb={t('withdraw')}
          before={`${t(withdrawing.kind)}: ${t('active')}`}
          after={
            <Choose<'lost' | 'blocked'>
              label={t('becomes')}
              value={state}
              onChange={setState}
              choices={[
                { value: 'lost', label: t('lost') },
                { value: 'blocked', label: t('blocked') },
              ]}
            />
          }
          send={(reason, headers) =>
            hisPatientsWithdrawCard({
              path: { ...path, card_id: withdrawing.id },
              body: { reason, state: state ?? 'lost', version: withdrawing.version },
              headers,
            })
          }
          onDone={() => setWithdrawing(undefined)}
        />
      )}
    </Panel>
  )
}
