import { texts } from '@/kernel/text'

/** Words of the menu: they come with the first load. */
export const names = texts({ vi: { prices: 'Bảng giá' }, en: { prices: 'Price lists' } })
