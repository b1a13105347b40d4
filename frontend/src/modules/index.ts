import type { Module } from '@/kernel/module'
import { hisCatalogs } from './his-catalogs/module'
import { hisOrders } from './his-orders/module'
import { hisOutpatient } from './his-outpatient/module'
import { level } from './level/module'

/** The one list: a line a module, in the order of app/modules.py. */
export const INSTALLED: Module[] = [hisCatalogs, hisOrders, hisOutpatient, level]
