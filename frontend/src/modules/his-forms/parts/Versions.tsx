import { useState } from 'react'
import { hisFormsVersions, hisFormsWithdraw } from '@/kernel/api/sdk.gen'
import type { TemplateOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Panel, Status, Worklist } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'

/** What was saved, the newest first: copied back, or taken out of force. */
export function Versions({ form, onTake }: { form: string; onTake: (source: string) => void }) {
  const [ending, setEnding] = useState<TemplateOut>()
  const withdraw = useSubmit(
    (reason: string, headers) =>
      hisFormsWithdraw({
        path: { template_id: ending?.id ?? '' },
        body: { reason },
        headers,
      }),
    { done: () => setEnding(undefined) },
  )
  return (
    <Panel title={t('versions')} flush>
      <Worklist<TemplateOut>
        list={`his.forms.versions.${form}`}
        label={t('versions')}
        empty={t('noVersions')}
        load={({ after, limit }, signal) =>
          hisFormsVersions({ path: { form_id: form }, query: { after, limit }, signal }).then(
            (answer) => answer.data,
          )
        }
        keyOf={(row) => row.id}
        columns={[
          { head: t('version'), phone: 'title', width: '1%', show: (row) => row.number },
          { head: t('from'), nowrap: true, show: (row) => showDate(row.valid_from) },
          { head: t('reason'), show: (row) => row.reason },
          { head: t('by'), show: (row) => row.saved_by_name },
          { head: t('at'), nowrap: true, show: (row) => showInstant(row.saved_at) },
          {
            head: t('state'),
            show: (row) =>
              row.withdrawn_at ? (
                <Status tone="red">{t('withdrawn')}</Status>
              ) : (
                <Status tone="green">{t('standing')}</Status>
              ),
          },
        ]}
        actions={(row) => (
          <>
            <Button small quiet onClick={() => onTake(row.source)}>
              {t('take')}
            </Button>
            {!row.withdrawn_at && (
              <Button small danger onClick={() => setEnding(row)}>
                {t('withdraw')}
              </Button>
            )}
          </>
        )}
      />
      <DangerPanel
        open={ending !== undefined}
        title={t('withdraw')}
        verb={t('withdraw')}
        before={t('standing')}
        after={t('withdrawn')}
        busy={withdraw.busy}
        refusal={withdraw.refusal}
        onAct={withdraw.submit}
        onClose={() => setEnding(undefined)}
      />
    </Panel>
  )
}
