import { texts } from '@/kernel/text'

/** Words of the menu: they come with the first load. */
export const names = texts({
  vi: {
    deposits: 'Tạm ứng',
    cashier: 'Thu ngân',
    shift: 'Ca thu ngân',
    transfers: 'Chuyển khoản',
    shifts: 'Các ca, miễn giảm',
  },
  en: {
    deposits: 'Deposits',
    cashier: 'Cashier',
    shift: 'My shift',
    transfers: 'Transfers',
    shifts: 'Shifts, discounts',
  },
})
