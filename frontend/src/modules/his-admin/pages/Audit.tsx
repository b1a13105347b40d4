import { hisAdminSearchAudit } from '@/kernel/api/sdk.gen'
import { useMay } from '@/kernel/may'
import { Download, Panel, Stack } from '@/kernel/ui'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { AuditList } from '../parts/AuditList'
import { ASKED, AuditQuestion } from '../parts/AuditQuestion'
import { useAsked } from '../parts/asked'
import { Seal } from '../parts/Seal'
import { t } from '../text/oversight'

/** Who did what to whom, when, from where; what is sealed, and whether it still fits. */
export function Audit() {
  const mayExport = useMay('his.admin.audit.export')
  const [asked, ask] = useAsked(...ASKED)
  const query = new URLSearchParams(asked).toString()
  return (
    <AdminPage
      title={names('audit')}
      actions={
        mayExport && (
          <Download href={`/api/audit/export${query && `?${query}`}`}>{t('export')}</Download>
        )
      }
    >
      <Stack>
        <Seal />
        <Panel>
          <AuditQuestion key={query} asked={asked} onAsk={ask} />
        </Panel>
        <AuditList
          list="his.admin.audit"
          label={names('audit')}
          empty={t('noRow')}
          fixed={asked}
          load={(query, signal) =>
            hisAdminSearchAudit({ query, signal }).then((answer) => answer.data)
          }
        />
      </Stack>
    </AdminPage>
  )
}
