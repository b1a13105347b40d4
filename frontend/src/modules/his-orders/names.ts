import { texts } from '@/kernel/text'

/** Words of the menu: they come with the first load. */
export const names = texts({
  vi: {
    perform: 'Thực hiện chỉ định',
    orders: 'Chỉ định',
    unread: 'Kết quả chưa xem',
    short: 'Kết quả',
    sets: 'Bộ chỉ định',
    templates: 'Mẫu kết quả',
  },
  en: {
    perform: 'Perform orders',
    orders: 'Orders',
    unread: 'Unread results',
    short: 'Results',
    sets: 'Order sets',
    templates: 'Result templates',
  },
})
