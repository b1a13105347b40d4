import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisTestsWorkersOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsAddSection, lisTestsSaveSection, lisTestsSetMembers } from '@/kernel/api/sdk.gen'
import type {
  SectionMemberOut,
  SectionMembersIn,
  TestSectionIn,
  TestSectionOut,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Check,
  Field,
  Form,
  NumberField,
  Panel,
  RefusalNote,
  SidePanel,
  Table,
} from '@/kernel/ui'
import { t } from '../text'

type Props = { of?: TestSectionOut; members: SectionMemberOut[]; onClose: () => void }

/** One section: its name, and its people. */
export function SectionPanel({ of, members, onClose }: Props) {
  const maySave = useMay('lis.tests.section.edit')
  const mayAssign = useMay('lis.tests.member.edit')
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    name_en: of?.name_en ?? '',
    place: (of?.place ?? 0) as number | null,
    members_only: of?.members_only ?? false,
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: TestSectionIn, headers) =>
      of
        ? lisTestsSaveSection({ path: { section_id: of.id }, body, headers })
        : lisTestsAddSection({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={of?.name ?? t('add')} onClose={onClose}>
      {maySave && (
        <Form
          form={form}
          submit={save}
          onSubmit={({ place, ...said }) =>
            save.submit({
              ...said,
              place: place ?? 0,
              version: of?.version ?? 0,
              room_id: of?.room_id ?? null,
              department_id: of?.department_id ?? null,
            })
          }
          actions={
            <Button primary submit hotkey="F9" busy={save.busy}>
              {t('save')}
            </Button>
          }
        >
          <Field label={t('code')} required off={Boolean(of)} most={20} {...form.bind('code')} />
          <Field label={t('name')} required most={200} {...form.bind('name')} />
          <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
          <NumberField label={t('place')} least={0} most={1000} {...form.bind('place')} />
          <Check label={t('membersOnly')} {...form.bind('members_only')} />
          {of && <Check label={t('live')} {...form.bind('active')} />}
        </Form>
      )}
      {of && mayAssign && <Members of={of} members={members} onClose={onClose} />}
    </SidePanel>
  )
}

function Members({ of, members, onClose }: Props & { of: TestSectionOut }) {
  const workers = useQuery(lisTestsWorkersOptions({}))
  const [said, setSaid] = useState(
    () => new Map(members.map((m) => [m.user_id, { enter: m.may_enter, verify: m.may_verify }])),
  )
  const save = useSubmit(
    (body: SectionMembersIn, headers) =>
      lisTestsSetMembers({ path: { section_code: of.code }, body, headers }),
    { done: onClose },
  )
  const set = (id: string, some: { enter?: boolean; verify?: boolean }) =>
    setSaid((all) => new Map(all).set(id, { enter: false, verify: false, ...all.get(id), ...some }))
  return (
    <Panel
      flush
      title={t('members')}
      actions={
        <Button
          small
          busy={save.busy}
          onClick={() =>
            save.submit({
              members: [...said].map(([user_id, { enter, verify }]) => ({
                user_id,
                may_enter: enter,
                may_verify: verify,
              })),
            })
          }
        >
          {t('save')}
        </Button>
      }
    >
      <RefusalNote of={save.refusal} />
      <Table
        label={t('members')}
        rows={workers.data?.items ?? []}
        keyOf={(row) => row.user_id}
        columns={[
          { head: t('name'), show: (row) => row.name, phone: 'title' },
          {
            head: t('members'),
            show: (row) => (
              <>
                <Check
                  label={t('enters')}
                  name={`enter-${row.user_id}`}
                  value={said.get(row.user_id)?.enter ?? false}
                  onChange={(enter) => set(row.user_id, { enter })}
                />
                <Check
                  label={t('verifies')}
                  name={`verify-${row.user_id}`}
                  value={said.get(row.user_id)?.verify ?? false}
                  onChange={(verify) => set(row.user_id, { verify })}
                />
              </>
            ),
          },
        ]}
      />
    </Panel>
  )
}
