import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { hisPatientsSearch } from '@/kernel/api/sdk.gen'
import type { PatientLine } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Button, Page, Status, Worklist } from '@/kernel/ui'
import { IconGitMerge, IconUserPlus } from '@/kernel/ui/icons'
import { showDate } from '@/kernel/when'
import { t } from '../text'

/** Everybody who is or was cared for here; without a question, the newest. */
export function Patients() {
  const navigate = useNavigate()
  const mayOpen = useMay('his.encounters.encounter.open')
  const mayRegister = useMay('his.patients.patient.register')
  const mayMerge = useMay('his.patients.patient.merge')
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  return (
    <Page
      title={t('patients')}
      actions={
        <>
          {mayRegister && (
            <Button
              icon={IconUserPlus}
              hotkey="F4"
              onClick={() => navigate({ to: '/reception', search: { new: '1' } as never })}
            >
              {t('newPatient')}
            </Button>
          )}
          {mayMerge && (
            <Button icon={IconGitMerge} onClick={() => navigate({ to: '/patients/duplicates' })}>
              {t('duplicates')}
            </Button>
          )}
        </>
      }
    >
      <div ref={box}>
        <Worklist<PatientLine>
          list="his.patients.search"
          label={t('patients')}
          load={(asked, signal) =>
            hisPatientsSearch({
              query: { q: asked.q as string | undefined, after: asked.after, limit: asked.limit },
              signal,
            }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          filters={[{ name: 'q', label: t('searchBy'), kind: 'text' }]}
          empty={t('noPatients')}
          columns={[
            { head: t('code'), show: (row) => row.code, width: '1%', nowrap: true },
            {
              head: t('name'),
              show: (row) => (
                <>
                  {row.name} {row.unknown && <Status tone="amber">{t('unknownPerson')}</Status>}
                  {row.deceased && <Status tone="grey">{t('deceased')}</Status>}
                  {row.merged_code && (
                    <Status tone="blue">{t('mergedFrom', { code: row.merged_code })}</Status>
                  )}
                </>
              ),
              phone: 'title',
            },
            { head: t('sex'), show: (row) => t(row.sex), width: '1%', nowrap: true },
            { head: t('birth'), show: (row) => row.birth && showDate(row.birth), nowrap: true },
            { head: t('age'), show: (row) => say(row.age), nowrap: true },
            { head: t('phone'), show: (row) => row.phone, nowrap: true },
          ]}
          onOpen={(row) => navigate({ to: `/patients/${row.id}` })}
          actions={
            mayOpen
              ? (row) => (
                  <Button
                    small
                    onClick={() =>
                      navigate({ to: '/reception', search: { patient: row.id } as never })
                    }
                  >
                    {t('openVisit')}
                  </Button>
                )
              : undefined
          }
        />
      </div>
    </Page>
  )
}
