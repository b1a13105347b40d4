import { hisPharmacyFindItems } from '@/kernel/api/sdk.gen'
import type { StockItemOut } from '@/kernel/api/types.gen'
import { Picker } from '@/kernel/ui'
import { t } from '../text'

/** Any drug or supply of the lists, by name, code or ingredient. */
export function ItemPicker({
  value,
  onChange,
  label,
}: {
  value: StockItemOut | null
  onChange: (item: StockItemOut | null) => void
  label?: string
}) {
  return (
    <Picker<StockItemOut>
      label={label ?? t('orFind')}
      list="his.pharmacy.items.find"
      value={value}
      onChange={onChange}
      line={(item) => ({ key: item.id, code: item.code, name: item.name, extra: item.unit })}
      search={(text, signal) =>
        hisPharmacyFindItems({ query: { q: text }, signal }).then((answer) => answer.data.items)
      }
    />
  )
}
