import type { CashShiftOut } from '@/kernel/api/types.gen'
import { Status, Time } from '@/kernel/ui'
import { t } from '../text'

/** When a shift was closed, or that it is still open. */
export function ClosedAt({ of: row }: { of: CashShiftOut }) {
  return row.closed_at ? <Time at={row.closed_at} /> : <Status tone="blue">{t('stillOpen')}</Status>
}
