import type { EncounterState, PaymentMethod } from '@/kernel/api/types.gen'
import { t } from '../text'

export function PAYER(payer: string): string {
  return payer === 'bhyt' || payer === 'service' ? t(payer) : t('self_pay')
}

export function VISIT(state: EncounterState): string {
  return {
    waiting: t('visitWaiting'),
    in_progress: t('visitInProgress'),
    closed: t('visitClosed'),
    cancelled: t('visitCancelled'),
  }[state]
}

export function METHOD(method: PaymentMethod): string {
  return method === 'deposit' ? t('fromDeposit') : t(method)
}

/** Whole dong as the API takes them. */
export function dong(amount: number | null): string {
  return String(amount ?? 0)
}
