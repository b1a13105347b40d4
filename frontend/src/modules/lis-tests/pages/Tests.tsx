import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { lisTestsSectionsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsApproveTests, lisTestsListTests } from '@/kernel/api/sdk.gen'
import type { TestLineOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import { Button, Dim, Page, RefusalNote, SidePanel, Status, Worklist } from '@/kernel/ui'
import { stateOf } from '../show'
import { t } from '../text'

/** Every test of the laboratory, by section; what awaits the physician stands out. */
export function Tests() {
  const navigate = useNavigate()
  const mayApprove = useMay('lis.tests.test.approve')
  const search: Record<string, string | undefined> = useSearch({ strict: false })
  const sections = useQuery(lisTestsSectionsOptions({}))
  const [approving, setApproving] = useState(false)
  const named = new Map(
    (sections.data?.items ?? []).map((each) => [
      each.code,
      language() === 'en' ? each.name_en || each.name : each.name,
    ]),
  )
  return (
    <Page
      title={t('tests')}
      actions={
        <>
          {mayApprove && search.section && (
            <Button onClick={() => setApproving(true)}>{t('approveShown')}</Button>
          )}
          <Link to={'/lab/set-up' as string}>{t('setUp')}</Link>
          <Link to={'/lab/tests-file' as string}>{t('file')}</Link>
        </>
      }
    >
      <Worklist<TestLineOut>
        list="lis.tests.tests"
        label={t('tests')}
        empty={t('noTests')}
        load={(asked, signal) =>
          lisTestsListTests({
            query: {
              q: (asked.q as string) ?? '',
              section: (asked.section as string) ?? '',
              awaits: asked.state === 'awaits',
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((answer) => answer.data)
        }
        filters={[
          { name: 'q', label: t('find'), kind: 'text' },
          {
            name: 'section',
            label: t('section'),
            list: true,
            choices: [...named].map(([value, label]) => ({ value, label })),
          },
          {
            name: 'state',
            label: t('state'),
            choices: [{ value: 'awaits', label: t('awaits') }],
          },
        ]}
        keyOf={(row) => row.code}
        onOpen={(row) => void navigate({ to: `/lab/tests/${encodeURIComponent(row.code)}` })}
        toneOf={(row) => (row.state === 'ended' ? 'dim' : undefined)}
        columns={[
          { head: t('code'), show: (row) => row.code, nowrap: true, width: '1%' },
          {
            head: t('name'),
            show: (row) => (language() === 'en' ? row.name_en : row.name),
            phone: 'title',
          },
          { head: t('section'), show: (row) => named.get(row.section) ?? row.section },
          { head: t('range'), show: (row) => row.range, nowrap: true },
          { head: t('unit'), show: (row) => row.unit, nowrap: true },
          { head: t('container'), show: (row) => row.container, nowrap: true },
          { head: t('minutes'), show: (row) => row.minutes, align: 'right', phone: 'hide' },
          {
            head: t('state'),
            show: (row) => {
              const { tone, word } = stateOf(row)
              return <Status tone={tone}>{word}</Status>
            },
            nowrap: true,
          },
        ]}
      />
      {approving && search.section && (
        <ApproveSection
          section={search.section}
          named={named.get(search.section) ?? search.section}
          onClose={() => setApproving(false)}
        />
      )}
    </Page>
  )
}

function ApproveSection({
  section,
  named,
  onClose,
}: {
  section: string
  named: string
  onClose: () => void
}) {
  const waiting = useQuery({
    queryKey: ['lis.tests.waiting', section],
    queryFn: ({ signal }) =>
      lisTestsListTests({
        query: { section, awaits: true, state: 'live', limit: 200 },
        signal,
      }).then((answer) => answer.data?.items ?? []),
  })
  const approve = useSubmit(
    (codes: string[], headers) => lisTestsApproveTests({ body: { codes }, headers }),
    { done: onClose },
  )
  const codes = (waiting.data ?? []).map((each) => each.code)
  return (
    <SidePanel open title={t('approveShown')} onClose={onClose}>
      <p>{t('approveShownWhy', { n: codes.length, section: named })}</p>
      <Dim>{codes.join(', ')}</Dim>
      <RefusalNote of={approve.refusal} />
      <Button
        primary
        hotkey="F9"
        busy={approve.busy}
        off={codes.length === 0}
        onClick={() => approve.submit(codes)}
      >
        {t('approve')}
      </Button>
    </SidePanel>
  )
}
