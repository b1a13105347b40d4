import type { LabResultOut } from '@/kernel/api/types.gen'
import { t } from '../text'

/** Where a value came from, in a word. */
export function sourceOf({ source, analyser }: LabResultOut): string {
  if (source === 'analyser') return t('sourceAnalyser', { name: analyser })
  if (source === 'file') return t('sourceFile')
  if (source === 'calculated') return t('sourceCalculated')
  if (source === 'reference_lab') return t('sourceReference')
  return t('sourceHand')
}
