import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisTestsWorkersOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsSetMembers } from '@/kernel/api/sdk.gen'
import type { SectionMemberIn, SectionMemberOut, SectionMembersIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, DateField, Panel, RefusalNote, Table } from '@/kernel/ui'
import { t } from '../text'

type Said = Required<Omit<SectionMemberIn, 'user_id'>>
const NOTHING: Said = {
  may_enter: false,
  may_verify: false,
  trainee: false,
  valid_from: null,
  valid_to: null,
}

/** Who works in a section: enters, verifies, learns; from the first day to the last. */
export function SectionMembers(props: {
  code: string
  members: SectionMemberOut[]
  onClose: () => void
}) {
  const workers = useQuery(lisTestsWorkersOptions({}))
  const [said, setSaid] = useState(
    () =>
      new Map<string, Said>(
        props.members.map(({ user_id, section_code: _, user_name: __, ...rest }) => [
          user_id,
          rest,
        ]),
      ),
  )
  const save = useSubmit(
    (body: SectionMembersIn, headers) =>
      lisTestsSetMembers({ path: { section_code: props.code }, body, headers }),
    { done: props.onClose },
  )
  const set = (id: string, some: Partial<Said>) =>
    setSaid((all) => new Map(all).set(id, { ...NOTHING, ...all.get(id), ...some }))
  return (
    <Panel
      flush
      title={t('members')}
      actions={
        <Button
          small
          busy={save.busy}
          onClick={() =>
            save.submit({ members: [...said].map(([user_id, rest]) => ({ user_id, ...rest })) })
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
          { head: t('person'), show: (row) => row.name, phone: 'title' },
          {
            head: t('members'),
            show: (row) => {
              const now = said.get(row.user_id) ?? NOTHING
              return (
                <>
                  <Check
                    label={t('enters')}
                    name={`enter-${row.user_id}`}
                    value={now.may_enter}
                    onChange={(may_enter) => set(row.user_id, { may_enter })}
                  />
                  <Check
                    label={t('verifies')}
                    name={`verify-${row.user_id}`}
                    value={now.may_verify && !now.trainee}
                    off={now.trainee}
                    onChange={(may_verify) => set(row.user_id, { may_verify })}
                  />
                  <Check
                    label={t('traineeLong')}
                    name={`trainee-${row.user_id}`}
                    value={now.trainee}
                    onChange={(trainee) => set(row.user_id, { trainee })}
                  />
                  {(now.may_enter || now.may_verify) && (
                    <>
                      <DateField
                        label={t('firstDay')}
                        value={now.valid_from}
                        onChange={(valid_from) => set(row.user_id, { valid_from })}
                      />
                      <DateField
                        label={t('lastDay')}
                        value={now.valid_to}
                        onChange={(valid_to) => set(row.user_id, { valid_to })}
                      />
                    </>
                  )}
                </>
              )
            },
          },
        ]}
      />
    </Panel>
  )
}
