import { lisTestsActs } from '@/kernel/api/sdk.gen'
import type { LabActOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Stack, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** What was done in the laboratory, by whom, from where; the latest first. */
export function Acts() {
  return (
    <Stack>
      <Dim>{t('actsHint')}</Dim>
      <Worklist<LabActOut>
        list="lis.tests.acts"
        label={t('acts')}
        empty={t('noActs')}
        filters={[
          {
            name: 'action',
            label: t('action'),
            choices: [
              { value: 'write', label: t('acts_write') },
              { value: 'read', label: t('acts_read') },
              { value: 'print', label: t('acts_print') },
              { value: 'export', label: t('acts_export') },
            ],
          },
        ]}
        load={(asked, signal) =>
          lisTestsActs({
            query: {
              action: (asked.action as string) || null,
              after: asked.after as string | undefined,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => String(row.id)}
        columns={[
          { head: t('when'), nowrap: true, width: '1%', show: (row) => showInstant(row.at) },
          { head: t('person'), phone: 'title', show: (row) => row.actor_name },
          {
            head: t('action'),
            show: (row) => (
              <>
                {say(row.module)} <Dim>{row.what}</Dim>
              </>
            ),
          },
          {
            head: t('about'),
            phone: 'hide',
            show: (row) => (row.subject_kind ? `${row.subject_kind} ${row.subject_id}` : ''),
          },
          {
            head: t('where'),
            phone: 'hide',
            show: (row) => [row.workstation, row.ip].filter(Boolean).join(' · '),
          },
        ]}
      />
    </Stack>
  )
}
