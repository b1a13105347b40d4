import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisPatientsPreviewMergeOptions,
  hisPatientsShowOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientsMerge, hisPatientsSearch } from '@/kernel/api/sdk.gen'
import type { MergeIn, PatientLine } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { refusalOf } from '@/kernel/refusal'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Check,
  DangerPanel,
  Page,
  Panel,
  Picker,
  RefusalNote,
  Stack,
} from '@/kernel/ui'
import { IconArrowsExchange } from '@/kernel/ui/icons'
import { Compared } from '../parts/Compared'
import css from '../parts/compared.module.css'
import { Suspect } from '../parts/Suspect'
import { t } from '../text'

type At = { kept?: string; gone?: string }

/** Two records that are one person: compare, choose which stays, merge. It can be taken back. */
export function Merge() {
  const { kept, gone }: At = useSearch({ strict: false })
  const navigate = useNavigate()
  const mayMerge = useMay('his.patients.patient.merge')
  const go = (at: At) => navigate({ to: '/patients/merge', search: at as never, replace: true })
  return (
    <Page
      title={t(mayMerge ? 'merge' : 'suspect')}
      actions={
        mayMerge &&
        kept &&
        gone && (
          <Button
            icon={IconArrowsExchange}
            hotkey="Alt+X"
            onClick={() => go({ kept: gone, gone: kept })}
          >
            {t('swap')}
          </Button>
        )
      }
    >
      {kept && gone ? (
        mayMerge ? (
          <Both key={kept} keptId={kept} goneId={gone} />
        ) : (
          <Suspect oneId={kept} otherId={gone} />
        )
      ) : (
        <Panel title={t('whoGoes')}>
          <Picker<PatientLine>
            label={t('find')}
            list="his.patients.merge"
            autoFocus
            value={null}
            onChange={(found) => found && go({ kept, gone: found.id })}
            search={(q, signal) =>
              hisPatientsSearch({ query: { q, limit: 10 }, signal }).then(({ data }) =>
                data.items.filter((each) => each.id !== kept),
              )
            }
            line={(each) => ({
              key: each.id,
              name: each.name,
              extra: [each.birth, t(each.sex), each.code].filter(Boolean).join(' · '),
            })}
          />
        </Panel>
      )}
    </Page>
  )
}

function Both({ keptId, goneId }: { keptId: string; goneId: string }) {
  const navigate = useNavigate()
  const kept = useQuery(hisPatientsShowOptions({ path: { patient_id: keptId } }))
  const gone = useQuery(hisPatientsShowOptions({ path: { patient_id: goneId } }))
  const preview = useQuery(
    hisPatientsPreviewMergeOptions({ path: { patient_id: keptId }, query: { gone_id: goneId } }),
  )
  const [accepted, setAccepted] = useState<string[]>([])
  const [asking, setAsking] = useState(false)
  const merge = useSubmit(
    (body: MergeIn, headers) => hisPatientsMerge({ path: { patient_id: keptId }, body, headers }),
    { done: () => navigate({ to: `/patients/${keptId}` }) },
  )
  const failure = kept.error ?? gone.error ?? preview.error
  if (failure) return <RefusalNote of={refusalOf(failure)} />
  if (!kept.data || !gone.data || !preview.data) return null
  if (kept.data.id === gone.data.id) return <Alert weight="info">{t('mergedBefore')}</Alert>
  const { warnings, moved, filled } = preview.data
  const unsaid = warnings.filter((each) => !accepted.includes(each.id)).length
  return (
    <Stack>
      <Panel flush>
        <Compared kept={kept.data} gone={gone.data} filled={filled} />
      </Panel>
      {warnings.map((each) => (
        <Alert key={each.id} weight="warning">
          <Check
            label={`${say(each.says)} ${t('accept')}`}
            value={accepted.includes(each.id)}
            onChange={(yes) =>
              setAccepted((before) =>
                yes ? [...before, each.id] : before.filter((id) => id !== each.id),
              )
            }
          />
        </Alert>
      ))}
      <Panel title={t('moves')}>
        {moved.length === 0 ? (
          t('movesNothing')
        ) : (
          <ul className={css.moved}>
            {moved.map((each) => (
              <li key={each.table}>
                {tableName(each.table)}: <b>{each.rows}</b>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <div>
        <Button primary hotkey="F9" off={unsaid > 0} onClick={() => setAsking(true)}>
          {t('mergeThem')}
        </Button>
      </div>
      <DangerPanel
        open={asking}
        title={t('merge')}
        verb={t('mergeThem')}
        before={t('two', { one: kept.data.code, other: `${gone.data.code} ${gone.data.name}` })}
        after={t(moved.length ? 'oneWith' : 'oneRecord', {
          code: `${kept.data.code} ${kept.data.name}`,
          n: moved.reduce((sum, each) => sum + each.rows, 0),
        })}
        busy={merge.busy}
        refusal={merge.refusal}
        onAct={(reason) => merge.submit({ gone_id: goneId, reason, accepted })}
        onClose={() => setAsking(false)}
      />
    </Stack>
  )
}

const TABLES = {
  his_patient: 'children',
  his_patient_identifier: 'documents',
  his_patient_contact: 'kin',
  his_allergy: 'allergies',
  his_no_allergies: 'allergies',
  his_patient_history: 'history',
  his_patient_card: 'cards',
  his_encounter: 'visits',
  his_queue_ticket: 'tickets',
  his_order: 'orders',
  his_order_report: 'results',
} as const

function tableName(table: string): string {
  const known = TABLES[table as keyof typeof TABLES]
  return known ? t(known) : t('otherRows')
}
