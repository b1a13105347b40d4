// Written by `npm run client` from the backend's modules. Do not edit.
export type ModuleId =
  | 'his.admin'
  | 'his.catalogs'
  | 'his.patients'
  | 'his.encounters'
  | 'his.queue'
  | 'his.cdr'
  | 'his.orders'
  | 'his.outpatient'
  | 'level'

export type PermissionId = `${ModuleId}.${string}.${string}`
