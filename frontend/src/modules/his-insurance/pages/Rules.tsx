import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { hisInsuranceRulesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { say } from '@/kernel/text'
import { Awaited, Button, Dim, Page, Panel, Status, Table } from '@/kernel/ui'
import { t } from '../text'

/** Its sentence without the values that a dossier puts into it. */
const inGeneral = (says: string) => says.replace(/["“]?\{\w+\}["”]?/g, '…')

/** Every reason for which a dossier is held back here, with its source; for clerks and learners. */
export function Rules() {
  const navigate = useNavigate()
  const found = useQuery(hisInsuranceRulesOptions())
  return (
    <Page
      title={t('ruleList')}
      detail={found.data ? `${found.data.rules.length}` : undefined}
      actions={
        <Button quiet onClick={() => navigate({ to: '/insurance' })}>
          {t('dossiers')}
        </Button>
      }
    >
      <Awaited of={found}>
        {({ rules }) => (
          <Panel flush>
            <Table
              label={t('ruleList')}
              rows={rules}
              keyOf={(rule) => rule.code}
              toneOf={(rule) => (rule.broken > 0 ? 'amber' : undefined)}
              columns={[
                { head: t('code'), show: (rule) => rule.code, width: '1%' },
                { head: t('rule'), show: (rule) => say(rule.title), phone: 'title' },
                {
                  head: t('says'),
                  show: (rule) => <Dim>{inGeneral(say(rule.says))}</Dim>,
                  phone: 'hide',
                },
                {
                  head: t('severity'),
                  show: (rule) => (
                    <Status tone={rule.severity === 'error' ? 'red' : 'amber'}>
                      {t(rule.severity)}
                    </Status>
                  ),
                  width: '1%',
                  nowrap: true,
                },
                { head: t('mend'), show: (rule) => t(`mend_${rule.mend}`), nowrap: true },
                { head: t('source'), show: (rule) => <Dim>{rule.source}</Dim>, phone: 'hide' },
                {
                  head: t('broken'),
                  show: (rule) => (rule.broken > 0 ? rule.broken : ''),
                  align: 'right',
                  width: '1%',
                },
              ]}
            />
          </Panel>
        )}
      </Awaited>
    </Page>
  )
}
