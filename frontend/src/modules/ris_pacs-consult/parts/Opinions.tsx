import { risPacsConsultPrintOpinion } from '@/kernel/api/sdk.gen'
import type { ConsultOpinionOut } from '@/kernel/api/types.gen'
import { Alert, Facts, Panel, PrintButton, Row, Stack, Status, Time } from '@/kernel/ui'
import { t } from '../text'

/** What doctors of other sites read in the pictures and signed; the newest of each stands. */
export function Opinions({ of }: { of: ConsultOpinionOut[] }) {
  if (!of.length) return null
  return (
    <Panel title={t('opinions')}>
      <Stack>
        {of.map((each) => (
          <Opinion key={each.id} of={each} />
        ))}
      </Stack>
    </Panel>
  )
}

function Opinion({ of }: { of: ConsultOpinionOut }) {
  const print = () =>
    risPacsConsultPrintOpinion({ path: { consult_opinion_id: of.id }, parseAs: 'blob' }).then(
      (r) => r.data as Blob,
    )
  return (
    <Stack>
      {!of.whole && <Alert weight="stop">{t('changedAfter')}</Alert>}
      <Facts
        of={[
          { label: t('name'), value: `${of.by_name} · ${of.facility}` },
          { label: t('licence'), value: of.licence },
          { label: t('signedAt'), value: <Time at={of.at} /> },
          { label: t('findings'), value: of.findings },
          { label: t('conclusion'), value: of.conclusion },
          { label: t('recommendation'), value: of.recommendation || undefined },
        ]}
      />
      <Row>
        {!of.standing && <Status tone="grey">{t('signedAnew')}</Status>}
        <PrintButton pdf={print} title={t('printOpinion')}>
          {t('printOpinion')}
        </PrintButton>
      </Row>
    </Stack>
  )
}
