import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisOutpatientExamTemplatesOptions,
  hisOutpatientPhrasesOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { ExamTemplateOut, PhraseOut } from '@/kernel/api/types.gen'
import { Awaited, Button, Page, Panel, Status, Table } from '@/kernel/ui'
import { PhraseForm, TemplateForm } from '../parts/TemplateForms'
import { t } from '../text'

/** Templates of the examination and phrases: the facility's and one's own. */
export function Templates() {
  const templates = useQuery(hisOutpatientExamTemplatesOptions({ query: { ended: true } }))
  const phrases = useQuery(hisOutpatientPhrasesOptions({ query: { ended: true } }))
  const [template, setTemplate] = useState<ExamTemplateOut | 'new'>()
  const [phrase, setPhrase] = useState<PhraseOut | 'new'>()
  const whose = (own: boolean) => <Status tone="grey">{t(own ? 'mine' : 'facility')}</Status>
  const used = (active: boolean) => (active ? '' : <Status tone="grey">{t('ended')}</Status>)
  return (
    <Page title={t('templates')}>
      <Panel
        title={t('templates')}
        flush
        actions={
          <Button small onClick={() => setTemplate('new')}>
            {t('newTemplate')}
          </Button>
        }
      >
        <Awaited of={templates}>
          {({ items }) => (
            <Table<ExamTemplateOut>
              label={t('templates')}
              rows={items}
              keyOf={(row) => row.id}
              onOpen={setTemplate}
              columns={[
                { head: t('name'), show: (row) => row.name, phone: 'title' },
                { head: t('specialty'), show: (row) => t(`s_${row.specialty}`) },
                { head: 'ICD-10', show: (row) => row.icd.join(', ') },
                { head: t('own'), show: (row) => whose(row.own), width: '1%' },
                { head: t('active'), show: (row) => used(row.active), width: '1%' },
              ]}
            />
          )}
        </Awaited>
      </Panel>
      <Panel
        title={t('phrases')}
        flush
        actions={
          <Button small onClick={() => setPhrase('new')}>
            {t('newPhrase')}
          </Button>
        }
      >
        <Awaited of={phrases}>
          {({ items }) => (
            <Table<PhraseOut>
              label={t('phrases')}
              rows={items}
              keyOf={(row) => row.id}
              onOpen={setPhrase}
              columns={[
                { head: t('word'), show: (row) => `.${row.word}`, phone: 'title', width: '1%' },
                { head: t('sentence'), show: (row) => row.text },
                { head: t('own'), show: (row) => whose(row.own), width: '1%' },
                { head: t('active'), show: (row) => used(row.active), width: '1%' },
              ]}
            />
          )}
        </Awaited>
      </Panel>
      {template && (
        <TemplateForm
          of={template === 'new' ? undefined : template}
          onClose={() => setTemplate(undefined)}
        />
      )}
      {phrase && (
        <PhraseForm
          of={phrase === 'new' ? undefined : phrase}
          onClose={() => setPhrase(undefined)}
        />
      )}
    </Page>
  )
}
