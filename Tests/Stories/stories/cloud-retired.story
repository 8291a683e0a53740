cloud: retired
calls: UpdateCloudRunServer 0

An API that was retired.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  
  sampan: error: DescribeServerManageTask: The action `DescribeServerManageTask` has been taken offline.
  sampan: code ActionOffline, request id $ID
  sampan: hint: the provider has removed this API: update sampan
  
  cloud  failed  20231114-ba28031b  # s
  [78]
