import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { hisCatalogsImportOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisCatalogsApprove,
  hisCatalogsImportDifference,
  hisCatalogsRollBack,
} from '@/kernel/api/sdk.gen'
import type { ImportOut, ListOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  DangerPanel,
  Dim,
  Facts,
  Panel,
  RefusalNote,
  Row,
  Stack,
  Status,
} from '@/kernel/ui'
import { IconArrowBackUp, IconCheck } from '@/kernel/ui/icons'
import { showInstant } from '@/kernel/when'
import css from '../catalogs.module.css'
import { showPeriod } from '../entries'
import { IMPORT_TONE } from '../imports'
import { Counts } from '../parts/Counts'
import { Differences } from '../parts/Differences'
import { ListPage } from '../parts/ListPage'
import { RowErrors } from '../parts/RowErrors'
import { t } from '../text'

/** One import: what it would do, what is wrong, what it touches; approve it or take it back. */
export function OneImport() {
  const params: { list: string; import: string } = useParams({ strict: false })
  const path = { list_id: params.list, import_id: params.import }
  const found = useQuery(hisCatalogsImportOptions({ path }))
  return (
    <ListPage>
      {(list) => (
        <Awaited of={found} rows={10}>
          {(made) => (
            <Stack>
              <Head list={list} of={made} />
              <Counts of={made} />
              <RowErrors of={made} />
              <section>
                <h2 className={css.small}>{t('difference')}</h2>
                <Differences
                  list={list}
                  name={`his.catalogs.difference.${made.id}`}
                  byKind
                  load={(asked, signal) =>
                    hisCatalogsImportDifference({ path, query: asked, signal }).then((r) => r.data)
                  }
                />
              </section>
            </Stack>
          )}
        </Awaited>
      )}
    </ListPage>
  )
}

function Head({ list, of }: { list: ListOut; of: ImportOut }) {
  const mayApprove = useMay('his.catalogs.import.approve')
  const [back, setBack] = useState(false)
  const path = { list_id: list.id, import_id: of.id }
  const approve = useSubmit((_: null, headers) => hisCatalogsApprove({ path, headers }))
  const rollBack = useSubmit(
    (reason: string, headers) => hisCatalogsRollBack({ path, body: { reason }, headers }),
    { done: () => setBack(false) },
  )
  return (
    <Panel
      title={of.file_name}
      actions={<Status tone={IMPORT_TONE[of.state]}>{t(of.state)}</Status>}
    >
      <Stack>
        <Facts
          of={[
            { label: t('valid'), value: showPeriod(of.valid_from, of.valid_to) },
            { label: t('kindOf'), value: t(of.whole ? 'wholeEdition' : 'partFile') },
            { label: t('source'), value: of.source },
            { label: t('checkedBy'), value: by(of.checked_by_name, of.checked_at) },
            ...(of.approved_at
              ? [{ label: t('approvedBy'), value: by(of.approved_by_name, of.approved_at) }]
              : []),
            ...(of.rolled_back_at
              ? [
                  {
                    label: t('rolledBackBy'),
                    value: `${by(of.rolled_back_by_name, of.rolled_back_at)}: ${of.reason}`,
                  },
                ]
              : []),
          ]}
        />
        {of.state === 'checked' && of.errors > 0 && (
          <Alert weight="warning">{t('hasErrors', { n: of.errors })}</Alert>
        )}
        {of.state === 'checked' && of.used > 0 && (
          <Alert weight="warning">{t('usedWarning', { n: of.used })}</Alert>
        )}
        <RefusalNote of={approve.refusal} />
        {mayApprove && of.state === 'checked' && (
          <Row>
            <Button
              primary
              hotkey="F9"
              icon={IconCheck}
              off={of.errors > 0}
              busy={approve.busy}
              onClick={() => approve.submit(null)}
            >
              {t('approve')}
            </Button>
            <Dim>{t('approveWhy')}</Dim>
          </Row>
        )}
        {mayApprove && of.state === 'approved' && (
          <Row>
            <Button danger icon={IconArrowBackUp} onClick={() => setBack(true)}>
              {t('rollBack')}
            </Button>
          </Row>
        )}
      </Stack>
      <DangerPanel
        open={back}
        title={t('rollBack')}
        before={t('rollBackBefore', {
          added: of.added,
          changed: of.changed,
          ended: of.ended,
          file: of.file_name,
        })}
        after={t('rollBackAfter')}
        verb={t('rollBack')}
        busy={rollBack.busy}
        refusal={rollBack.refusal}
        onAct={rollBack.submit}
        onClose={() => setBack(false)}
      />
    </Panel>
  )
}

function by(name: string, at: string): string {
  return t('byAt', { name, at: showInstant(at) })
}
