import { lisResultsAlone, lisResultsLookAt } from '@/kernel/api/sdk.gen'
import type { QueuedResultOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, RefusalNote, Stack, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** What one person entered and verified: somebody else looks at it afterwards. */
export function DoneAlone() {
  const look = useSubmit((id: string, headers) =>
    lisResultsLookAt({ path: { result_id: id }, headers }),
  )
  return (
    <Stack>
      <Dim>{t('doneAloneHint')}</Dim>
      <RefusalNote of={look.refusal} />
      <Worklist<QueuedResultOut>
        list="lis.results.alone"
        label={t('doneAlone')}
        live={['lis.results']}
        empty={t('noneAlone')}
        filters={[
          {
            name: 'seen',
            label: t('seen'),
            start: 'no',
            choices: [
              { value: 'no', label: t('notSeen') },
              { value: 'yes', label: t('seenBy') },
            ],
          },
        ]}
        load={(asked, signal) =>
          lisResultsAlone({
            query: {
              seen: asked.seen ? asked.seen === 'yes' : null,
              after: asked.after as string | undefined,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.result.id}
        columns={[
          {
            head: t('test'),
            phone: 'title',
            show: ({ result, patient }) => (
              <>
                <b>
                  {result.name} {result.value} {result.unit}
                </b>{' '}
                <Dim>
                  {patient.name} · {patient.code}
                </Dim>
              </>
            ),
          },
          { head: t('person'), show: ({ result }) => result.verified_by_name },
          {
            head: t('when'),
            nowrap: true,
            show: ({ result }) => (result.verified_at ? showInstant(result.verified_at) : ''),
          },
          { head: t('why'), show: ({ result }) => result.alone_reason },
          {
            head: t('seenBy'),
            show: ({ result }) =>
              result.alone_seen_at ? (
                `${result.alone_seen_by_name}, ${showInstant(result.alone_seen_at)}`
              ) : (
                <Button small busy={look.busy} onClick={() => look.submit(result.id)}>
                  {t('lookAt')}
                </Button>
              ),
          },
        ]}
      />
    </Stack>
  )
}
