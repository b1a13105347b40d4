import { Link } from '@tanstack/react-router'
import { hisAdminWhoLooked } from '@/kernel/api/sdk.gen'
import { Slot } from '@/kernel/Slot'
import { Alert, DateField, Row, Stack } from '@/kernel/ui'
import { AdminPage } from '../parts/AdminPage'
import { AuditList } from '../parts/AuditList'
import { useAsked } from '../parts/asked'
import { t } from '../text/oversight'

/** Who was shown this patient's data. */
export function Looks() {
  const [asked, ask] = useAsked('patient', 'since', 'until')
  const patient = asked.patient
  return (
    <AdminPage title={t('looks')}>
      {patient ? (
        <Stack>
          <Slot name="patient.banner" patientId={patient} />
          <Alert weight="info" right={<Link to={`/patients/${patient}`}>{t('openPatient')}</Link>}>
            {t('looksOf')}
          </Alert>
          <Row columns={4}>
            <DateField
              label={t('since')}
              past
              value={asked.since ?? null}
              onChange={(since) => ask({ since })}
            />
            <DateField
              label={t('until')}
              past
              value={asked.until ?? null}
              onChange={(until) => ask({ until })}
            />
          </Row>
          <AuditList
            list="his.admin.looks"
            label={t('looks')}
            empty={t('noLook')}
            fixed={{ since: asked.since, until: asked.until }}
            load={(query, signal) =>
              hisAdminWhoLooked({
                query: { ...query, subject_kind: 'patient', subject_id: patient },
                signal,
              }).then((answer) => answer.data)
            }
          />
        </Stack>
      ) : (
        <Alert weight="info">{t('looksHint')}</Alert>
      )}
    </AdminPage>
  )
}
