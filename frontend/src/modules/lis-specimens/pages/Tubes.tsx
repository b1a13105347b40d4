import { useNavigate } from '@tanstack/react-router'
import { lisSpecimensReceive, lisSpecimensTubes } from '@/kernel/api/sdk.gen'
import type { SpecimenOut, SpecimenState } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { usePlace } from '@/kernel/place'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, RefusalNote, Row, Stack, Worklist } from '@/kernel/ui'
import { tubeColumns } from '../parts/columns'
import { LabPage } from '../parts/LabPage'
import { ScanLine } from '../parts/ScanLine'
import { t } from '../text'

const STATES: SpecimenState[] = [
  'labelled',
  'collected',
  'sent',
  'received',
  'stored',
  'shipped',
  'rejected',
  'lost',
  'disposed',
]

/** The laboratory's door: a scan receives, what is not fit is opened and rejected. */
export function Tubes() {
  const navigate = useNavigate()
  const place = usePlace()
  const mayReceive = useMay('lis.specimens.specimen.receive')
  const open = (code: string) => navigate({ to: `/lab/specimens/${code}` })
  const receive = useSubmit((code: string, headers) =>
    lisSpecimensReceive({ path: { code }, body: { where: place?.name ?? '' }, headers }),
  )
  const last = receive.done?.specimen
  return (
    <LabPage title={t('reception')}>
      <Stack>
        <Row columns={2}>
          {mayReceive && (
            <ScanLine
              label={t('scanReceive')}
              hint={t('scanReceiveHint')}
              autoFocus
              onScan={receive.submit}
            />
          )}
          <ScanLine label={t('scanFind')} onScan={open} />
        </Row>
        <RefusalNote of={receive.refusal} />
        {last && !receive.refusal && (
          <Alert
            weight="info"
            right={
              <Button small onClick={() => open(last.code)}>
                {t('open')}
              </Button>
            }
          >
            {`${t('justReceived', { code: last.code })} · ${last.patient.name} · ${say(last.vessel.name)} · ${last.tests.join(', ')}`}
          </Alert>
        )}
        <Worklist<SpecimenOut>
          list="lis.specimens.tubes"
          label={t('specimens')}
          live={['specimens']}
          empty={t('noneHere')}
          load={(asked, signal) =>
            lisSpecimensTubes({
              query: {
                state: (asked.state as SpecimenState) || null,
                after: asked.after,
              },
              signal,
            }).then((answer) => answer.data)
          }
          keyOf={(row) => row.id}
          filters={[
            {
              name: 'state',
              label: t('state'),
              start: 'collected',
              choices: STATES.map((value) => ({ value, label: t(value) })),
            },
          ]}
          columns={tubeColumns()}
          onOpen={(row) => open(row.code)}
        />
      </Stack>
    </LabPage>
  )
}
