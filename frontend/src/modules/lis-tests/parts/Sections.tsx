import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  lisTestsMembersOptions,
  lisTestsSectionsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { SectionMemberOut, TestSectionOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Awaited, Button, Dim, Stack, Status, Table } from '@/kernel/ui'
import { t } from '../text'
import { SectionPanel } from './SectionPanel'

/** Sections, who enters and who verifies in each: the list of verifiers. */
export function Sections() {
  const mayEdit = useMay('lis.tests.section.edit')
  const found = useQuery(lisTestsSectionsOptions({ query: { ended: true } }))
  const people = useQuery(lisTestsMembersOptions({}))
  const [open, setOpen] = useState<TestSectionOut | 'new'>()
  const of = (code: string) => (people.data?.items ?? []).filter((m) => m.section_code === code)
  const names = (some: SectionMemberOut[]) => some.map((m) => m.user_name).join(', ')
  return (
    <Stack>
      {mayEdit && <Button onClick={() => setOpen('new')}>{t('add')}</Button>}
      <Awaited of={found} rows={8}>
        {(page) => (
          <Table<TestSectionOut>
            label={t('sections')}
            rows={page.items}
            keyOf={(row) => row.id}
            onOpen={mayEdit ? setOpen : undefined}
            toneOf={(row) => (row.active ? undefined : 'dim')}
            columns={[
              { head: t('code'), show: (row) => row.code, nowrap: true, width: '1%' },
              { head: t('name'), show: (row) => row.name, phone: 'title' },
              {
                head: t('enters'),
                show: (row) => names(of(row.code).filter((m) => m.may_enter)) || <Dim>–</Dim>,
              },
              {
                head: t('verifies'),
                show: (row) => names(of(row.code).filter((m) => m.may_verify)) || <Dim>–</Dim>,
              },
              {
                head: t('state'),
                show: (row) =>
                  row.active ? (
                    row.members_only ? null : (
                      <Dim>{t('open')}</Dim>
                    )
                  ) : (
                    <Status tone="grey">{t('ended')}</Status>
                  ),
              },
            ]}
          />
        )}
      </Awaited>
      {open && (
        <SectionPanel
          of={open === 'new' ? undefined : open}
          members={open === 'new' ? [] : of(open.code)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Stack>
  )
}
