import type { Module } from '@/kernel/module'
import { hisAdmin } from './his-admin/module'
import { hisCatalogs } from './his-catalogs/module'
import { hisOrders } from './his-orders/module'
import { hisOutpatient } from './his-outpatient/module'
import { level } from './level/module'

/** The one list: a line a module, in the order of app/modules.py. */
export const INSTALLED: Module[] = [hisAdmin, hisCatalogs, hisOrders, hisOutpatient, level]
