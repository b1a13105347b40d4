import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { lisTestsAdministrationOfTheLaboratoryOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { InstrumentOut, LabPersonOut, LabSectionWhole } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { language, say } from '@/kernel/text'
import { Awaited, Button, Dim, Facts, Panel, Stack, Status, Table } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { SectionPanel } from './SectionPanel'

/** Every section: its rule, its people with what they may do from when to when, its instruments. */
export function Overview() {
  const found = useQuery(lisTestsAdministrationOfTheLaboratoryOptions({}))
  const [open, setOpen] = useState<LabSectionWhole>()
  return (
    <Awaited of={found} rows={12}>
      {({ sections, instruments }) => (
        <Stack>
          {sections.map((each) => (
            <OneSection key={each.section.id} of={each} onChange={() => setOpen(each)} />
          ))}
          {instruments.length > 0 && (
            <Panel title={t('instrumentsElsewhere')}>
              <Instruments of={instruments} />
            </Panel>
          )}
          {open && (
            <SectionPanel
              of={open.section}
              members={open.people.map((each) => each.member)}
              onClose={() => setOpen(undefined)}
            />
          )}
        </Stack>
      )}
    </Awaited>
  )
}

function OneSection({ of, onChange }: { of: LabSectionWhole; onChange: () => void }) {
  const mayEdit = useMay('lis.tests.member.edit')
  const { section, people, tests, twice, instruments } = of
  const night = `${section.night_from ?? 21}–${section.night_to ?? 6} h`
  const alone =
    section.alone === 'night'
      ? `${t('alone_night')} (${night})`
      : t(`alone_${section.alone || 'house'}`)
  const minutes = section.signing_minutes
  const signing = t(`signing_${section.signing || 'none'}`)
  return (
    <Panel
      title={`${section.code} · ${(language() === 'en' && section.name_en) || section.name}`}
      actions={
        mayEdit && (
          <Button small onClick={onChange}>
            {t('changeSection')}
          </Button>
        )
      }
    >
      <Facts
        of={[
          { label: t('aloneRule'), value: alone },
          {
            label: t('signing'),
            value: section.signing && minutes ? `${signing} (${minutes} min)` : signing,
          },
          {
            label: t('works'),
            value: section.members_only ? t('membersOnlyShort') : t('open'),
          },
          { label: t('testsLive'), value: tests },
          { label: t('second'), value: twice.map((each) => say(each.name)).join(', ') || '–' },
          { label: t('instruments'), value: <Instruments of={instruments} /> },
        ]}
      />
      <Table<LabPersonOut>
        label={t('people')}
        empty={t('nobodyNamed')}
        rows={people}
        keyOf={(row) => row.member.user_id}
        toneOf={(row) => (row.now && row.active ? undefined : 'dim')}
        columns={[
          { head: t('person'), phone: 'title', show: ({ member }) => member.user_name },
          { head: t('enters'), show: ({ member }) => (member.may_enter ? '×' : '') },
          { head: t('verifies'), show: ({ member }) => (member.may_verify ? '×' : '') },
          {
            head: t('state'),
            show: (row) => (
              <>
                {row.member.trainee && <Status tone="amber">{t('trainee')}</Status>}
                {!row.active && <Status tone="grey">{t('accountOff')}</Status>}
                {row.active && !row.now && <Status tone="grey">{t('notNow')}</Status>}
              </>
            ),
          },
          {
            head: t('fromTo'),
            nowrap: true,
            show: ({ member }) =>
              member.valid_from || member.valid_to ? (
                `${member.valid_from ? showDate(member.valid_from) : '…'} – ${member.valid_to ? showDate(member.valid_to) : '…'}`
              ) : (
                <Dim>{t('always')}</Dim>
              ),
          },
        ]}
      />
    </Panel>
  )
}

function Instruments({ of }: { of: InstrumentOut[] }) {
  if (of.length === 0) return '–'
  return of.map((each) => (
    <span key={each.code}>
      <Link to={each.where}>{each.name}</Link>{' '}
      <Status tone={each.good ? 'green' : 'grey'}>{say(each.state)}</Status>{' '}
    </span>
  ))
}
