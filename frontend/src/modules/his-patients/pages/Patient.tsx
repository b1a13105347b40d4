import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { hisPatientsShowOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { Awaited, Button, Page } from '@/kernel/ui'
import { IconGitMerge, IconPlus } from '@/kernel/ui/icons'
import { Allergies } from '../parts/Allergies'
import { Cards } from '../parts/Cards'
import { Documents } from '../parts/Documents'
import { History } from '../parts/History'
import { KinPanel } from '../parts/KinPanel'
import { Merges } from '../parts/Merges'
import { Particulars } from '../parts/Particulars'
import { Photo } from '../parts/Photo'
import css from '../parts/record.module.css'
import { Timeline } from '../parts/Timeline'
import { t } from '../text'

/** One patient: who he is, what is known, what happened. */
export function Patient() {
  const { patientId } = useParams({ strict: false }) as { patientId: string }
  const navigate = useNavigate()
  const mayOpen = useMay('his.encounters.encounter.open')
  const mayMerge = useMay('his.patients.patient.merge')
  const mayUpdate = useMay('his.patients.patient.update')
  const options = hisPatientsShowOptions({ path: { patient_id: patientId } })
  const found = useQuery(options)
  useLive([`patient:${patientId}`])
  const id = found.data?.id
  useEffect(() => {
    // The record of a merged patient lives on in another one.
    if (id && id !== patientId) navigate({ to: `/patients/${id}`, replace: true })
  }, [id, patientId, navigate])
  return (
    <Page
      title={found.data?.name ?? t('patient')}
      detail={found.data?.code}
      banner={<Slot name="patient.banner" patientId={patientId} />}
      actions={
        <>
          {mayOpen && (
            <Button
              primary
              icon={IconPlus}
              hotkey="F8"
              onClick={() =>
                navigate({ to: '/reception', search: { patient: patientId } as never })
              }
            >
              {t('openVisit')}
            </Button>
          )}
          {mayUpdate && found.data && <Photo patientId={patientId} has={found.data.photo} />}
          {found.data && (
            <Button
              icon={IconGitMerge}
              onClick={() =>
                navigate({ to: '/patients/merge', search: { kept: patientId } as never })
              }
            >
              {t(mayMerge ? 'mergeInto' : 'suspect')}
            </Button>
          )}
        </>
      }
    >
      <Awaited of={found}>
        {(patient) => (
          <div className={css.record}>
            <div className={css.column}>
              <Particulars key={patient.id} of={patient} />
              <Documents of={patient} />
              <Slot name="patient.page" patientId={patient.id} />
              <Timeline patientId={patient.id} />
              <Merges patientId={patient.id} />
            </div>
            <div className={css.column}>
              <Allergies patientId={patient.id} />
              <History patientId={patient.id} />
              <KinPanel of={patient} />
              <Cards patientId={patient.id} />
            </div>
          </div>
        )}
      </Awaited>
    </Page>
  )
}
