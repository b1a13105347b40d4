import type { Module } from '@/kernel/module'
import { hisOrders } from './his-orders/module'
import { hisOutpatient } from './his-outpatient/module'

/** The one list: a line a module, in the order of app/modules.py. */
export const INSTALLED: Module[] = [hisOrders, hisOutpatient]
