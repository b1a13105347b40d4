import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  lisSpecimensCollectionOptions,
  lisSpecimensCollectionQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensAddOn, lisSpecimensCollect, lisSpecimensIdentify } from '@/kernel/api/sdk.gen'
import type { AddOnIn, CollectionOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { usePlace } from '@/kernel/place'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Awaited, Button, Check, Page, Panel, RefusalNote, Stack } from '@/kernel/ui'
import { Labelling } from '../parts/Labelling'
import { ScanLine } from '../parts/ScanLine'
import css from '../parts/specimens.module.css'
import { remember, remembered } from '../parts/state'
import { notesOf, TubeLine } from '../parts/TubeLine'
import { WithdrawLabel } from '../parts/WithdrawLabel'
import { t } from '../text'

/** At the bedside: who it is, labels on the spot, then each tube by scan. */
export function CollectPatient() {
  const { patientId } = useParams({ strict: false }) as { patientId: string }
  const path = { patient_id: patientId }
  const found = useQuery(lisSpecimensCollectionOptions({ path }))
  useLive(['specimens'], [lisSpecimensCollectionQueryKey({ path })])
  const navigate = useNavigate()
  return (
    <Page
      title={t('collect')}
      banner={<Slot name="patient.banner" patientId={patientId} />}
      actions={
        <Button quiet hotkey="Alt+Q" onClick={() => navigate({ to: '/lab/collect' })}>
          {t('back')}
        </Button>
      }
    >
      <Awaited of={found} rows={6}>
        {(now) => <Desk key={patientId} now={now} />}
      </Awaited>
    </Page>
  )
}

function Desk({ now }: { now: CollectionOut }) {
  const navigate = useNavigate()
  const place = usePlace()
  const patientId = now.patient.id
  const path = { patient_id: patientId }
  const [known, setKnown] = useState(remembered(patientId))
  const [asked, setAsked] = useState(false)
  const [other, setOther] = useState<{ id: string; name: string }>()
  const [withdrawing, setWithdrawing] = useState<string>()
  const identify = useSubmit(
    (scan: string, headers) => lisSpecimensIdentify({ body: { scan }, headers }),
    {
      done: ({ patient, how }, scan) => {
        if (patient.id !== patientId) return setOther(patient)
        setOther(undefined)
        if (how === 'wristband' || how === 'card') {
          remember(patientId, scan, how)
          setKnown({ scan, how })
        }
      },
    },
  )
  const collect = useSubmit((codes: string[], headers) =>
    lisSpecimensCollect({
      path,
      body: { codes, scan: known?.scan ?? '', asked, where: place?.name ?? '' },
      headers,
    }),
  )
  const addOn = useSubmit((body: AddOnIn, headers) => lisSpecimensAddOn({ path, body, headers }))
  const sure = Boolean(known) || asked
  return (
    <Stack>
      {sure ? (
        <Alert weight="info">{t('known', { how: t(known?.how ?? 'asked') })}</Alert>
      ) : (
        <Panel title={t('notKnown')}>
          <Stack>
            <ScanLine label={t('scanAgain')} autoFocus onScan={identify.submit} />
            <RefusalNote of={identify.refusal} />
            {other && (
              <Alert
                weight="warning"
                right={
                  <Button small onClick={() => navigate({ to: `/lab/collect/${other.id}` })}>
                    {t('openThat')}
                  </Button>
                }
              >
                {t('otherPatient', { name: other.name })}
              </Alert>
            )}
            {now.scan_only ? (
              <Alert weight="info">{t('scanOnly')}</Alert>
            ) : (
              <Check label={t('askedBox')} value={asked} onChange={setAsked} />
            )}
          </Stack>
        </Panel>
      )}
      <Labelling now={now} />
      <Panel title={t('toDraw')} flush>
        {now.labelled.length === 0 ? (
          <p className={css.none}>
            {now.wanted.length === 0 && now.collected.length > 0 ? t('allDone') : t('noneToDraw')}
          </p>
        ) : (
          <>
            {sure && (
              <div className={css.inside}>
                <ScanLine
                  key="tube"
                  label={t('scanTube')}
                  hint={t('scanTubeHint')}
                  autoFocus
                  onScan={(code) => collect.submit([code])}
                />
              </div>
            )}
            <RefusalNote of={collect.refusal} />
            <ul className={css.tubes}>
              {now.labelled.map(({ specimen, items }) => (
                <TubeLine
                  key={specimen.id}
                  code={specimen.code}
                  vessel={specimen.vessel}
                  section={say(specimen.section)}
                  urgency={specimen.urgency}
                  planned={specimen.planned_at}
                  tests={items.map((each) => say(each.name))}
                  notes={notesOf(items)}
                  acts={
                    <Button small quiet onClick={() => setWithdrawing(specimen.code)}>
                      {t('withdrawLabel')}
                    </Button>
                  }
                />
              ))}
            </ul>
          </>
        )}
      </Panel>
      {now.add_on.length > 0 && (
        <Panel title={t('addOn')} flush>
          <RefusalNote of={addOn.refusal} />
          <ul className={css.plain}>
            {now.add_on.map(({ item, code }) => (
              <li key={item.id}>
                {say(item.name)}
                <Button small onClick={() => addOn.submit({ code, item_ids: [item.id] })}>
                  {t('addOnDo', { code })}
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {now.collected.length > 0 && (
        <Panel title={t('drawn')} flush>
          <ul className={css.tubes}>
            {now.collected.map((each) => (
              <TubeLine
                key={each.id}
                code={each.code}
                vessel={each.vessel}
                section={say(each.section)}
                urgency={each.urgency}
                tests={each.tests}
                more={` ${t(each.state)} · ${each.collected_by_name}`}
              />
            ))}
          </ul>
        </Panel>
      )}
      {withdrawing && (
        <WithdrawLabel
          patientId={patientId}
          code={withdrawing}
          onClose={() => setWithdrawing(undefined)}
        />
      )}
    </Stack>
  )
}
