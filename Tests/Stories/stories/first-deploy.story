cloud: first-deploy
calls: CreateCloudRunServer 1, UpdateCloudRunServer 1

The service does not exist yet.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy -q
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  sampan: error: sampan.json:5:42: service "api" does not exist in environment "env-a": DescribeServerManageTask: service [api] not found
  sampan: code ResourceNotFound.ServerNotFound, request id $ID
  sampan: hint: let the first deploy make it: "create": true; or create it in the console once
  sampan: hint: check envId, serverName and the account of the key; an environment in another region needs "region"
  
  cloud  failed  20231114-ba28031b  # s
  [78]

With create the deploy makes it, and needs to know its port.

  $ sed -i 's/"api"/"api", "create": true/' sampan.json
  $ sampan check
  sampan.json:5:59: error: a new service needs the port that its container listens on
    hint: set it: "items": { "Port": 8080 }
  [78]
  $ sed -i 's/"create": true/"create": true, "items": { "Port": 8080 }/' sampan.json
  $ git commit -qam 'Make the service' && sampan deploy -q
  cloud  deployed  20231114-d1b5c1a0  $CLOUD/sites/env-a/api  # s

The next deploy updates it.

  $ echo 'EXPOSE 8080' >> Dockerfile && git commit -qam 'Open a port' && sampan deploy -q
  cloud  deployed  20231114-d1b5c1a0  $CLOUD/sites/env-a/api  # s
