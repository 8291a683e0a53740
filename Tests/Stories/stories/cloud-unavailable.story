cloud: unavailable
calls: UpdateCloudRunServer 0

A gateway responds instead of the provider.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    DescribeServerManageTask: the gateway answered HTTP 502 instead of the API; retrying in # s
    DescribeServerManageTask: the gateway answered HTTP 502 instead of the API; retrying in # s
    DescribeServerManageTask: the gateway answered HTTP 502 instead of the API; retrying in # s
    DescribeServerManageTask: the gateway answered HTTP 502 instead of the API; retrying in # s
  
  sampan: error: DescribeServerManageTask: the gateway answered HTTP 502 instead of the API
  sampan: cause: gave up after 5 attempts
  sampan: hint: a proxy may be in between: check HTTPS_PROXY and SAMPAN_ENDPOINT_TENCENT
  
  cloud  failed  20231114-ba28031b  # s
  [69]
