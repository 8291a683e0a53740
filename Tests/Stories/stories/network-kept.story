cloud: settings-dropped
vpc: vpc-1a2b3c
calls: UpdateCloudRunServer 2

An update drops every setting that it does not name, so the live version's network is sent again.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy -q
  cloud  deployed  20231114-ba28031b  $CLOUD/sites/env-a/api  # s

Left to the cloud, it is lost, and the deploy reports it.

  $ sed -i 's/"api"/"api", "keepVpc": false/' sampan.json && git commit -qam 'Leave the network'
  $ sampan deploy -q
  sampan: warning: sampan.json:5:5: setting "VpcConf" of api-008 is not what the version before had
  cloud  deployed  20231114-d1b5c1a0  $CLOUD/sites/env-a/api  # s
