@export()
@description('Tags of a resource.')
type Tags = {
  *: string
}

@export()
@description('Settings of the app.')
type Settings = {
  *: string
}

@export()
@description('Who may upload with tools of their own.')
type Editor = {
  @description('Object id in Entra ID.')
  principalId: string

  @description('What it is.')
  principalType: 'User' | 'Group' | 'ServicePrincipal'
}
