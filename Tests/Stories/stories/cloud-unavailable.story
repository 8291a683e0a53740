cloud: unavailable
calls: UpdateCloudRunServer 0

A gateway responds instead of the provider.

  $ cp $FIXTURES/cloud.json sampan.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy
  cloud → tcbr env-a/api   20231114-ba28031b
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    DescribeServerManageTask: HTTP 502 from a gateway, not from the API; retrying in # s
    DescribeServerManageTask: HTTP 502 from a gateway, not from the API; retrying in # s
    DescribeServerManageTask: HTTP 502 from a gateway, not from the API; retrying in # s
    DescribeServerManageTask: HTTP 502 from a gateway, not from the API; retrying in # s
  
  sampan: error: DescribeServerManageTask: HTTP 502 from a gateway, not from the API
  sampan: cause: gave up after 5 attempts
  sampan: hint: a proxy may have answered: check HTTPS_PROXY, NO_PROXY and SAMPAN_ENDPOINT_TENCENT
  sampan: hint: otherwise the provider is disturbed: run again in a few minutes
  
  cloud  failed  20231114-ba28031b  # s
  [69]
